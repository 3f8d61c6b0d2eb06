// A changed facet runs the search at once, in place; the address follows, so Back works.
import { keepMap, offerMap } from "./beside";
import { suggest } from "./suggest";

let running: AbortController | undefined;
// The search in sight: a jump within the page fires popstate too, and must change nothing.
let shown = location.search;

export function liveSearch(form: HTMLFormElement): void {
  // Beside the list the style sheet shows the filters anyway: say so to those who read the tree.
  const filters = form.querySelector<HTMLDetailsElement>(".narrow");
  if (filters && matchMedia("(min-width: 900px)").matches) filters.open = true;
  form.addEventListener("change", (event) => {
    const target = event.target;
    if (target instanceof HTMLInputElement && /^(checkbox|radio)$/.test(target.type)) {
      void show(addressOf(form), true);
    }
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void show(addressOf(form), true);
  });
  addEventListener("popstate", () => {
    if (location.search !== shown) void show(location.href, false);
  });
  offerMap(document, searchAt);
}

function searchAt(address: string): void {
  void show(address, true);
}

// Empty fields stay out of the address.
function addressOf(form: HTMLFormElement): string {
  const query = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && value.trim()) query.append(name, value);
  }
  const text = query.toString();
  return text ? `${form.action}?${text}` : form.action;
}

async function show(address: string, remember: boolean): Promise<void> {
  running?.abort();
  const now = new AbortController();
  running = now;
  document.getElementById("results")?.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(address, { signal: now.signal });
    if (!answer.headers.get("content-type")?.startsWith("text/html")) throw new Error("not a page");
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!page.getElementById("results")) throw new Error("not a search");
    put(page);
    shown = new URL(answer.url).search;
    if (remember) history.pushState(null, "", answer.url);
    document.title = page.title;
    offerMap(page, searchAt);
    announce(document.getElementById("total")?.textContent ?? "");
  } catch {
    // Whatever went wrong, the browser's own way shows it better.
    if (!now.signal.aborted) location.assign(address);
  }
}

// Replaces the fields and the results, and keeps focus and opened lists where they were.
function put(page: Document): void {
  const focused = document.activeElement;
  const again =
    focused instanceof HTMLInputElement
      ? `[name="${CSS.escape(focused.name)}"]` +
        (/^(checkbox|radio)$/.test(focused.type) ? `[value="${CSS.escape(focused.value)}"]` : "")
      : "";
  const wasOpen = new Set([...document.querySelectorAll("#search details[open]")].map(keyOf));
  const form = document.getElementById("search");
  const newForm = page.getElementById("search");
  if (form && newForm) form.replaceChildren(...newForm.childNodes);
  const results = page.getElementById("results");
  keepMap();
  if (results) document.getElementById("results")?.replaceWith(results);
  const lang = document.querySelector<HTMLAnchorElement>("a.lang");
  const newLang = page.querySelector<HTMLAnchorElement>("a.lang");
  if (lang && newLang) lang.href = newLang.href;
  for (const list of document.querySelectorAll<HTMLDetailsElement>("#search details")) {
    if (wasOpen.has(keyOf(list))) list.open = true;
  }
  for (const input of document.querySelectorAll<HTMLInputElement>("#search [data-suggest]")) suggest(input);
  const target = again ? form?.querySelector<HTMLElement>(again) : document.getElementById("total");
  target?.focus({ preventScroll: again !== "" });
}

function keyOf(list: Element): string {
  return list.parentElement?.id || list.className;
}

function announce(text: string): void {
  let region = document.getElementById("said");
  if (!region) {
    region = document.createElement("p");
    region.id = "said";
    region.className = "said";
    region.setAttribute("role", "status");
    document.body.append(region);
  }
  region.textContent = text;
}
