// The discs: how many suppliers stand where, and who, when it is one.
import { DomEvent, divIcon, type LatLng, type Map as Leaflet, type Marker, marker, popup } from "leaflet";
import { numbers, type Spot } from "./answers";

export interface Discs {
  show(spots: Spot[]): void;
  close(): void;
}

/** Diameters in pixels, by magnitude of the count. */
const sizeOf = (count: number) =>
  count === 1 ? 26 : 28 + 7 * Math.min(4, Math.floor(Math.log10(count)) + 1);

export function discs(
  map: Leaflet,
  words: DOMStringMap,
  still: boolean,
  search: (center: LatLng, km: number) => void,
): Discs {
  let shown = new Map<string, Marker>();
  let chosen = "";
  const card = popup({ autoPan: !still, maxWidth: 230, minWidth: 120 });

  // What the card lies upon can't be pressed: it waits unseen.
  function uncover(): void {
    const over = card.isOpen() ? card.getElement()?.getBoundingClientRect() : undefined;
    for (const [key, disc] of shown) {
      const { left, right, top, bottom } = disc.getElement()?.getBoundingClientRect() ?? new DOMRect();
      const covered =
        over && left < over.right && right > over.left && top < over.bottom + 20 && bottom > over.top;
      disc.getElement()?.classList.toggle("covered", key !== chosen && Boolean(covered));
    }
  }

  map.on("popupclose", () => {
    const disc = shown.get(chosen)?.getElement();
    const focused = document.activeElement;
    if (focused === document.body || card.getElement()?.contains(focused)) disc?.focus();
    disc?.classList.remove("chosen");
    chosen = "";
    uncover();
  });
  map.getContainer().addEventListener("keydown", ({ key }) => {
    if (key === "Escape") map.closePopup();
  });

  function open(key: string, spot: Spot, byKeyboard: boolean): void {
    map.closePopup();
    const content = document.createElement("div");
    const link = content.appendChild(document.createElement("a"));
    link.href = spot.path ?? "#results";
    link.textContent = spot.name ?? words.see ?? "";
    if (!spot.path) {
      link.addEventListener("click", (event) => {
        event.preventDefault();
        search(spot.at, 1);
      });
    }
    const about = content.appendChild(document.createElement("p"));
    about.textContent = spot.place ?? said(words.here, spot.count);
    card.options.offset = [0, -sizeOf(spot.count) / 2];
    card.setLatLng(spot.at).setContent(content).openOn(map);
    card
      .getElement()
      ?.querySelector("[role=button]")
      ?.setAttribute("aria-label", words.close ?? "");
    if (still) {
      map.panInside(spot.at, { paddingTopLeft: [130, 120], paddingBottomRight: [130, 20], animate: false });
    }
    chosen = key;
    shown.get(key)?.getElement()?.classList.add("chosen");
    uncover();
    if (byKeyboard) link.focus({ preventScroll: true });
  }

  function press(key: string, spot: Spot, byKeyboard: boolean): void {
    const zoom = map.getZoom();
    if (spot.count === 1 || zoom >= map.getMaxZoom()) open(key, spot, byKeyboard);
    else map.setView(spot.at, Math.min(Math.floor(zoom) + 2, map.getMaxZoom()), { animate: !still });
  }

  function put(key: string, spot: Spot): Marker {
    const size = sizeOf(spot.count);
    const disc = marker(spot.at, {
      icon: divIcon({
        className: spot.count > 1 ? "disc" : "disc one",
        html: spot.count > 1 ? numbers.format(spot.count) : "",
        iconSize: [size, size],
      }),
      title: spot.name,
      autoPanOnFocus: false,
    }).addTo(map);
    const element = disc.getElement();
    element?.setAttribute("aria-label", spot.name ?? said(words.cluster, spot.count));
    disc.on("click", () => press(key, spot, false));
    element?.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      DomEvent.stop(event);
      press(key, spot, true);
    });
    return disc;
  }

  return {
    show(spots) {
      const focused = [...shown.values()].find((disc) => disc.getElement() === document.activeElement);
      const next = new Map<string, Marker>();
      for (const spot of apart(map, spots)) {
        const key = `${spot.at} ${spot.count} ${spot.path}`;
        next.set(key, shown.get(key) ?? put(key, spot));
      }
      for (const [key, disc] of shown) if (!next.has(key)) disc.remove();
      shown = next;
      if (chosen) shown.get(chosen)?.getElement()?.classList.add("chosen");
      uncover();
      // The keyboard goes on where it was, when its disc has come apart.
      if (focused && !focused.getElement()?.isConnected) {
        (nearest(shown, focused.getLatLng())?.getElement() ?? map.getContainer()).focus();
      }
    },
    close: () => map.closePopup(),
  };
}

/** A phrase with its number; the server leaves %1 where it goes. */
function said(phrase: string | undefined, count: number): string {
  return (phrase ?? "").replace("%1", numbers.format(count));
}

/** Only what is in sight, and discs that would touch as one: each can be read and pressed. */
function apart(map: Leaflet, spots: Spot[]): Spot[] {
  const frame = map.getBounds();
  const kept: Spot[] = [];
  for (const spot of [...spots].sort((a, b) => b.count - a.count)) {
    if (!frame.contains(spot.at)) continue;
    const point = map.latLngToContainerPoint(spot.at);
    const under = kept.findIndex(({ at, count }) => {
      const room = (sizeOf(count) + sizeOf(spot.count)) / 2 + 2;
      return map.latLngToContainerPoint(at).distanceTo(point) < room;
    });
    const one = kept[under];
    if (one) kept[under] = { at: one.at, count: one.count + spot.count };
    else kept.push(spot);
  }
  // A disc that grew may touch another now.
  return kept.length < spots.length ? apart(map, kept) : kept;
}

function nearest(shown: Map<string, Marker>, to: LatLng): Marker | undefined {
  return [...shown.values()].sort((a, b) => a.getLatLng().distanceTo(to) - b.getLatLng().distanceTo(to))[0];
}
