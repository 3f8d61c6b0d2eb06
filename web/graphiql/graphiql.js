// GraphiQL from our own origin. Version 4, for it edits with CodeMirror: no worker, nothing fetched.
import { GraphiQL } from "graphiql";
import "graphiql/style.css";
import "./graphiql.css";
import { createElement } from "react";
import { createRoot } from "react-dom/client";

const example = `# Who serves Ille-et-Vilaine,
# its ESUS approval checked?
{
  suppliers(
    filter: {
      territories: ["departement:35"]
      guarantees: ["esus"]
      minLevel: EVIDENCE_CHECKED
    }
    first: 5
  ) {
    totalCount
    nodes {
      name
      slug
    }
  }
}
`;

async function ask(request, { headers } = {}) {
  const answer = await fetch("/graphql", {
    method: "POST",
    headers: { ...headers, accept: "application/json", "content-type": "application/json" },
    body: JSON.stringify(request),
  });
  return answer.json();
}

const graphiql = createElement(GraphiQL, { fetcher: ask, defaultQuery: example });
createRoot(document.getElementById("graphiql")).render(graphiql);
