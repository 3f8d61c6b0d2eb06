// The map of the results: a bundle of its own. Its discs are counts that the server makes for the
// zoom and the frame in sight; the list beside it holds the same suppliers.
import { type LatLngBounds, type Map as Leaflet, map as leaflet } from "leaflet";
import { ask, bounds, type Spot } from "./map/answers";
import { discs } from "./map/discs";
import { foot, ground } from "./map/ground";
import { busiest, places } from "./map/places";

export type Go = (address: string) => void;

export interface Chart {
  /** The search in the address has changed. */
  refresh(): void;
}

export function draw(aside: HTMLElement, go: Go): Chart {
  const words = aside.dataset;
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const sheet = add(aside, "div", "sheet");
  const frame = add(sheet, "div", "chart");
  frame.setAttribute("role", "group");
  frame.setAttribute("aria-label", words.label ?? "");
  const zone = add(aside, "button", "zone");
  zone.type = "button";
  zone.hidden = true;
  zone.textContent = words.zone ?? "";
  const says = add(aside, "p", "soft");
  says.setAttribute("role", "status");

  const map = leaflet(frame, {
    zoomControl: false,
    attributionControl: false,
    trackResize: false,
    // Our contours fit to a quarter of a zoom; tiles are sharp at whole ones.
    zoomSnap: words.tiles ? 1 : 0.25,
    minZoom: 3,
    maxZoom: words.tiles ? 18 : 14,
    fadeAnimation: !still,
    zoomAnimation: !still,
    markerZoomAnimation: !still,
    inertia: !still,
  });
  let quiet = true;
  const quietly = (move: () => void) => {
    quiet = true;
    map.stop();
    move();
    quiet = false;
  };
  const goTo = (box: LatLngBounds) => map.fitBounds(box, { animate: false, maxZoom: 11, padding: [24, 24] });

  quietly(() => goTo(busiest([])));
  sheet.after(foot(map, words));
  void ground(map, words);
  sheet.before(places(words, (box) => goTo(box)));

  // The search that comes next was made from the view in sight: it stays.
  let stay = false;
  const search = (center: Spot["at"], km: number) => {
    const query = new URLSearchParams(location.search);
    query.delete("apres");
    query.set("centre", `${center.lat.toFixed(4)},${center.lng.toFixed(4)}`);
    query.set("rayon", String(km));
    stay = true;
    go(`${location.pathname}?${query}`);
  };
  const drawn = discs(map, words, still, search);
  zone.addEventListener("click", () => search(map.getCenter(), toTheCorner(map)));

  let running: AbortController | undefined;
  async function load(fit: boolean): Promise<void> {
    running?.abort();
    const now = new AbortController();
    running = now;
    try {
      const zoom = Math.round(map.getZoom());
      const answer = await ask(words.source ?? "", zoom, fit ? undefined : map.getBounds(), now.signal);
      if (fit) {
        quietly(() => goTo(bounds(answer) ?? busiest(answer.spots)));
        if (Math.round(map.getZoom()) !== zoom) return load(false);
      }
      drawn.show(answer.spots);
      const { placed, total } = answer;
      says.textContent = (words.placed ?? "").replace("%1", placed).replace("%2", total);
      aside.dataset.state = "drawn";
    } catch {
      if (now.signal.aborted) return;
      drawn.show([]);
      says.textContent = words.unavailable ?? "";
      aside.dataset.state = "failed";
    }
  }

  let timer = 0;
  const soon = () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => void load(false), 150);
  };
  map.on("moveend", () => {
    if (quiet) return;
    zone.hidden = false;
    soon();
  });
  new ResizeObserver(() => {
    const { x, y } = map.getSize();
    if (!frame.clientWidth || (frame.clientWidth === x && frame.clientHeight === y)) return;
    quietly(() => map.invalidateSize({ animate: false }));
    soon();
  }).observe(frame);
  void load(true);

  return {
    refresh() {
      clearTimeout(timer);
      zone.hidden = true;
      drawn.close();
      void load(!stay);
      stay = false;
    },
  };
}

/** Kilometres from the middle to the nearer edges, as whole as the server wants them. */
function toTheCorner(map: Leaflet): number {
  const metres = map.getCenter().distanceTo(map.getBounds().getNorthEast());
  return Math.min(500, Math.max(1, Math.ceil(metres / 1000)));
}

function add<T extends keyof HTMLElementTagNameMap>(
  parent: HTMLElement,
  tag: T,
  name: string,
): HTMLElementTagNameMap[T] {
  const element = document.createElement(tag);
  element.className = name;
  return parent.appendChild(element);
}
