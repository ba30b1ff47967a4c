-- wrk's script: posts the lines of a file, one after the other. Arguments: the file, a token, and for mutations any
-- third one: then an answer with user errors is wrong too.
local requests = {}
local at = 0
local threads = {}
refused = 0

function setup(thread)
    threads[#threads + 1] = thread
end

function init(arguments)
    local headers = {
        ["Content-Type"] = "application/json",
        ["Accept"] = "application/graphql-response+json, application/json",
        ["Authorization"] = "Bearer " .. arguments[2],
    }
    for body in io.lines(arguments[1]) do
        requests[#requests + 1] = wrk.format("POST", nil, headers, body)
    end
    if arguments[3] then
        response = function(_, _, body)
            if not body:find('"userErrors":[]', 1, true) then
                refused = refused + 1
            end
        end
    end
end

function request()
    at = at % #requests + 1
    return requests[at]
end

function done(summary, latency, _)
    local wrong = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.status
        + summary.errors.timeout
    for _, thread in ipairs(threads) do
        wrong = wrong + thread:get("refused")
    end
    print(string.format(
        '\n{"requests": %d, "microseconds": %d, "p50": %d, "p99": %d, "wrong": %d, "bytes": %d}',
        summary.requests, summary.duration, latency:percentile(50), latency:percentile(99), wrong, summary.bytes
    ))
end
