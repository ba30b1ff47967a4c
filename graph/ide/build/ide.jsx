// The IDE's page: a bar that holds the token, and GraphiQL below it.

import { GraphiQL } from "graphiql";
import { useEffect, useMemo, useState } from "react";
import { createRoot } from "react-dom/client";

const KEPT_AS = "account-graph:token";

const FIRST_QUERY = `# You ask as whoever your token names, and
# see what they may see.
#
#   Ctrl+Enter runs, Ctrl+Space completes;
#   the book at the left is the schema.

query FirstLook {
  accounts(first: 5) {
    nodes {
      number
      name
      type
      owner { name }
      parent { name }
      children(first: 3) { nodes { name } }
      pipeline { openCount openAmount }
      contacts(first: 2) { nodes { name title } }
    }
    pageInfo { hasNextPage endCursor }
  }
}
`;

/** Sends one request as this token's user; `refused` hears the reason when the server does not take the token. */
async function send(token, body, headers, refused) {
  const response = await fetch(location.pathname, {
    method: "POST",
    headers: {
      accept: "application/graphql-response+json",
      "content-type": "application/json",
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...headers,
    },
    body: JSON.stringify(body),
  });
  const answer = await response.json();
  if (response.status === 401) refused(answer.errors[0].message);
  return answer;
}

/** The user a token names, for showing only: it is the server that checks it. */
function userOf(token) {
  try {
    const payload = token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/");
    return JSON.parse(atob(payload)).sub ?? null;
  } catch {
    return null;
  }
}

function TokenBar({ token, problem, take, forget }) {
  const [typed, setTyped] = useState("");
  const submit = (event) => {
    event.preventDefault();
    take(typed.trim().replace(/^bearer\s+/i, ""));
    setTyped("");
  };
  const signedIn = token && !problem;
  return (
    <header className="token-bar">
      <h1>Account Graph</h1>
      {signedIn ? (
        <>
          <p role="status">
            Asking as <strong>{userOf(token) ?? "the token's user"}</strong>
          </p>
          <button type="button" onClick={forget}>
            Forget token
          </button>
        </>
      ) : (
        <>
          <p role="status" className={problem ? "problem" : "hint"}>
            {problem ?? (
              <>
                No token yet. Paste one here; <code>account-graph token EMAIL</code> makes one.
              </>
            )}
          </p>
          <form onSubmit={submit}>
            <input
              type="password"
              aria-label="Bearer token"
              placeholder="Paste a bearer token"
              autoComplete="off"
              spellCheck={false}
              required
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
            />
            <button type="submit">Use token</button>
          </form>
        </>
      )}
    </header>
  );
}

function Ide() {
  const [token, setToken] = useState(() => sessionStorage.getItem(KEPT_AS) ?? "");
  const [problem, setProblem] = useState(null);

  const take = (given) => {
    sessionStorage.setItem(KEPT_AS, given);
    setProblem(null);
    setToken(given);
  };
  const forget = () => {
    sessionStorage.removeItem(KEPT_AS);
    setProblem(null);
    setToken("");
  };
  const refused = (reason) => {
    sessionStorage.removeItem(KEPT_AS);
    setProblem(reason);
  };

  useEffect(() => {
    document.title = token ? `${userOf(token) ?? "Signed in"} · Account Graph` : "Account Graph";
  }, [token]);

  const fetcher = useMemo(
    () => (body, options) => send(token, body, options?.headers, token ? refused : () => {}),
    [token],
  );
  // A new token gets a new GraphiQL, since another user may see another schema. Without one there is no schema to ask for.
  return (
    <>
      <TokenBar token={token} problem={problem} take={take} forget={forget} />
      <main>
        <GraphiQL
          key={token}
          fetcher={fetcher}
          schema={token ? undefined : null}
          defaultQuery={FIRST_QUERY}
          defaultEditorToolsVisibility={false}
          showPersistHeadersSettings={false}
        >
          <GraphiQL.Logo>
            <span />
          </GraphiQL.Logo>
        </GraphiQL>
      </main>
    </>
  );
}

createRoot(document.getElementById("ide")).render(<Ide />);
