// What lies under the discs: our contours, or the tiles this server is set to show.
import { control, type Map as Leaflet, polygon, svg, tileLayer } from "leaflet";

type Ring = [number, number][];

interface Contours {
  features: {
    geometry: { type: "Polygon"; coordinates: Ring[] } | { type: "MultiPolygon"; coordinates: Ring[][] };
  }[];
}

const OSM = "https://www.openstreetmap.org/copyright";

/** The scale and whose ground it is, under the map: over it, they would hide discs. */
export function foot(map: Leaflet, words: DOMStringMap): HTMLElement {
  const text = (words.tiles ? words.attribution : words.credit) ?? "";
  const line = document.createElement("div");
  const name = document.createElement(text.includes("OpenStreetMap") ? "a" : "span");
  if (name instanceof HTMLAnchorElement) name.href = OSM;
  name.textContent = text;
  line.className = "under soft";
  const zoom = control.zoom({ zoomInTitle: words.zoomIn, zoomOutTitle: words.zoomOut }).addTo(map);
  line.append(zoom.getContainer() ?? "", name);
  return line;
}

export async function ground(map: Leaflet, words: DOMStringMap): Promise<void> {
  if (words.tiles) {
    tileLayer(words.tiles, { maxZoom: 18 }).addTo(map);
    return;
  }
  try {
    const answer = await fetch(words.contours ?? "");
    const { features } = (await answer.json()) as Contours;
    const land = features.flatMap(({ geometry }) =>
      geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates,
    );
    // One shape for all: the style sheet gives it its colours, light and dark.
    polygon(
      land.map((rings) => rings.map((ring) => ring.map(([lon, lat]): [number, number] => [lat, lon]))),
      { className: "land", weight: 1, interactive: false, renderer: svg({ padding: 0.5 }) },
    ).addTo(map);
  } catch {
    // The discs are worth showing on a bare ground.
  }
}
