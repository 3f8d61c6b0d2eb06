// Metropolitan France and the five overseas départements, each a step away.
import { type LatLngBounds, latLngBounds } from "leaflet";
import { frames } from "../../contours/frames.json";
import type { Spot } from "./answers";

const BOXES = frames.map(({ name, south, west, north, east }) => ({
  name,
  box: latLngBounds([south, west], [north, east]),
}));

export function places(words: DOMStringMap, go: (box: LatLngBounds) => void): HTMLElement {
  const nav = document.createElement("nav");
  nav.className = "places";
  nav.setAttribute("aria-label", words.places ?? "");
  for (const { name, box } of BOXES) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = words[name] ?? name;
    button.addEventListener("click", () => go(box));
    nav.append(button);
  }
  return nav;
}

/** The box that holds the most suppliers, metropolitan France when none does. */
export function busiest(spots: Spot[]): LatLngBounds {
  const counted = BOXES.map(({ box }) => ({
    box,
    count: spots.reduce((sum, { at, count }) => (box.contains(at) ? sum + count : sum), 0),
  }));
  return counted.reduce((best, one) => (one.count > best.count ? one : best)).box;
}
