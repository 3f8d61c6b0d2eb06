// What the server answers for a zoom and a frame.
import { type LatLng, type LatLngBounds, latLng, latLngBounds } from "leaflet";

/** Suppliers at one place, or one supplier with its page. */
export interface Spot {
  at: LatLng;
  count: number;
  name?: string;
  path?: string;
  place?: string;
}

export interface Answer {
  spots: Spot[];
  box: [number, number, number, number] | null;
  total: string;
  placed: string;
}

interface Collection {
  features: {
    geometry: { coordinates: [number, number] };
    properties: { count: number; name?: string; path?: string; place?: string };
  }[];
  bounds: [number, number, number, number] | null;
  total: number;
  placed: number;
}

export const numbers = new Intl.NumberFormat(document.documentElement.lang);

/** Without a frame: all of the search. */
export async function ask(
  source: string,
  zoom: number,
  frame: LatLngBounds | undefined,
  signal: AbortSignal,
): Promise<Answer> {
  const query = new URLSearchParams(location.search);
  query.delete("apres");
  query.set("zoom", String(Math.min(18, Math.max(0, zoom))));
  if (frame) {
    const edges = [
      Math.max(-90, frame.getSouth()),
      Math.max(-180, frame.getWest()),
      Math.min(90, frame.getNorth()),
      Math.min(180, frame.getEast()),
    ];
    query.set("cadre", edges.map((edge) => edge.toFixed(4)).join(","));
  }
  const answer = await fetch(`${source}?${query}`, { signal });
  if (!answer.ok) throw new Error(`the map answers ${answer.status}`);
  const { features, bounds, total, placed } = (await answer.json()) as Collection;
  return {
    spots: features.map(({ geometry: { coordinates }, properties }) => ({
      at: latLng(coordinates[1], coordinates[0]),
      ...properties,
    })),
    box: bounds,
    total: numbers.format(total),
    placed: numbers.format(placed),
  };
}

/** The box of all results; none when it would show a hemisphere, as with suppliers overseas. */
export function bounds({ box }: Answer): LatLngBounds | undefined {
  if (!box) return undefined;
  const [south, west, north, east] = box;
  return east - west < 20 && north - south < 20 ? latLngBounds([south, west], [north, east]) : undefined;
}
