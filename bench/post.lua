-- wrk's script: posts the lines of a file, one after the other. Arguments: the file, a token.
local requests = {}
local at = 0

function init(arguments)
    local headers = {
        ["Content-Type"] = "application/json",
        ["Accept"] = "application/graphql-response+json, application/json",
        ["Authorization"] = "Bearer " .. arguments[2],
    }
    for body in io.lines(arguments[1]) do
        requests[#requests + 1] = wrk.format("POST", nil, headers, body)
    end
end

function request()
    at = at % #requests + 1
    return requests[at]
end

function done(summary, latency, _)
    local wrong = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.status
        + summary.errors.timeout
    print(string.format(
        '\n{"requests": %d, "microseconds": %d, "p50": %d, "p99": %d, "wrong": %d, "bytes": %d}',
        summary.requests, summary.duration, latency:percentile(50), latency:percentile(99), wrong, summary.bytes
    ))
end
