// Names of territories and categories while one types, from our own GraphQL.
// The server understands the name as typed: choosing a suggestion is never needed.
const QUERIES: Record<string, string> = {
  territories: "query($s:String!){found:territories(search:$s,first:8){label}}",
  categories: "query($s:String!){found:categories(search:$s,first:8){label}}",
};

export function suggest(input: HTMLInputElement): void {
  const query = QUERIES[input.dataset.suggest ?? ""];
  const list = input.list;
  if (!query || !list) return;
  let timer = 0;
  let asked = "";
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = window.setTimeout(async () => {
      const search = input.value.trim();
      if (search.length < 2 || search === asked) return;
      asked = search;
      const labels = await ask(query, search);
      if (asked === search) list.replaceChildren(...labels.map((label) => new Option("", label)));
    }, 150);
  });
}

async function ask(query: string, search: string): Promise<string[]> {
  try {
    const answer = await fetch("/graphql", {
      method: "POST",
      headers: { "content-type": "application/json", "accept-language": document.documentElement.lang },
      body: JSON.stringify({ query, variables: { s: search } }),
    });
    const { data } = (await answer.json()) as { data?: { found?: { label: string }[] } };
    return data?.found?.map((one) => one.label) ?? [];
  } catch {
    return [];
  }
}
