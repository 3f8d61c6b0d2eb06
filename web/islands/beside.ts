// The map beside the results, or under its button. Its script and its style are heavy: they come
// only when it is asked for, at once where there is room for it.
import type { Chart, Go } from "./map";

const wide = matchMedia("(min-width: 1200px)");
const button = document.createElement("button");
let go: Go = (address) => location.assign(address);
let offered = false;
let asked = false;
let stale = false;
let chart: Promise<Chart | undefined> | undefined;

button.type = "button";
button.className = "show-map";
button.setAttribute("aria-controls", "map");
button.addEventListener("click", () => {
  asked = !asked;
  place();
});
wide.addEventListener("change", place);

/** At first, and after each search put in place: the map goes with its results. */
export function offerMap(page: Document, search: Go): void {
  go = search;
  const given = page.getElementById("map");
  offered = given !== null;
  stale = true;
  if (given && !document.getElementById("map")) document.getElementById("results")?.after(given);
  place();
}

/** Out of the results, which are about to be replaced. */
export function keepMap(): void {
  const map = document.getElementById("map");
  const results = document.getElementById("results");
  if (map && results?.contains(map)) results.after(map);
}

function place(): void {
  const map = document.getElementById("map");
  const results = document.getElementById("results");
  if (!map || !results) return;
  const open = offered && (wide.matches || asked);
  if (offered && !wide.matches) document.getElementById("total")?.after(button);
  else button.remove();
  button.textContent = map.dataset[asked ? "hide" : "show"] ?? "";
  button.setAttribute("aria-expanded", String(asked));
  // Beside the list it comes after it; under its button, right after the button.
  const before = button.isConnected ? button : results;
  if (before.nextElementSibling !== map) before.after(map);
  map.hidden = !open;
  if (open && stale) void show(map);
}

async function show(map: HTMLElement): Promise<void> {
  stale = false;
  if (chart) {
    (await chart)?.refresh();
    return;
  }
  chart = begin(map);
  if (!(await chart)) chart = undefined;
}

async function begin(map: HTMLElement): Promise<Chart | undefined> {
  const { script, style } = map.dataset;
  map.querySelector(".failed")?.remove();
  try {
    if (!asked) await idle();
    // A variable address keeps the map out of this bundle.
    const [{ draw }] = await Promise.all([
      import(script ?? "") as Promise<typeof import("./map")>,
      styled(style ?? ""),
    ]);
    return draw(map, (address) => go(address));
  } catch {
    const words = document.createElement("p");
    words.className = "failed soft";
    words.textContent = map.dataset.unavailable ?? "";
    map.append(words);
    return undefined;
  }
}

function styled(href: string): Promise<unknown> {
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = href;
  return new Promise((resolve, reject) => {
    link.addEventListener("load", resolve);
    link.addEventListener("error", reject);
    document.head.append(link);
  });
}

function idle(): Promise<unknown> {
  return new Promise((resolve) => {
    if ("requestIdleCallback" in window) requestIdleCallback(resolve, { timeout: 2000 });
    else setTimeout(resolve, 200);
  });
}
