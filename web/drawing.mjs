// The still map of France, france.svg: #base has every département (#d35) and the frames of the
// insets; each région lies beside it (#r53). Shapes take their colours from the <use> that shows them.
import { readFile } from "node:fs/promises";

export async function drawing() {
  const { frames, viewBox } = await json("frames");
  const departements = (await json("departements")).features.map((one) => shape("d", one, frames));
  const regions = (await json("regions")).features.map((one) => shape("r", one, frames));
  const insets = frames
    .filter(({ name }) => name !== "metropole")
    .map(({ x, y, width, height }) => `M${x} ${y}h${width}v${height}h${-width}z`);
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${viewBox}"><g id="base">${departements.join("")}` +
    `<path fill="none" d="${insets.join("")}"/></g><defs>${regions.join("")}</defs></svg>`
  );
}

async function json(name) {
  return JSON.parse(await readFile(`contours/${name}.${name === "frames" ? "json" : "geojson"}`, "utf8"));
}

function shape(kind, { properties, geometry }, frames) {
  const polygons = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
  const [[[lon, lat]]] = polygons[0];
  const frame = frames.find(
    ({ west, south, east, north }) => lon >= west && lon <= east && lat >= south && lat <= north,
  );
  const across = frame.width / (frame.east - frame.west);
  const down = frame.height / (frame.north - frame.south);
  const place = ([x, y]) => [
    Math.round(frame.x + (x - frame.west) * across),
    Math.round(frame.y + (frame.north - y) * down),
  ];
  const d = polygons.flat().map((ring) => path(ring.map(place)));
  return `<path id="${kind}${properties.code}" d="${d.join("")}"/>`;
}

/** Relative whole steps: the shortest way to write a closed line. */
function path(points) {
  let [x, y] = points[0];
  let steps = "";
  for (const [nextX, nextY] of points.slice(1, -1)) {
    const [dx, dy] = [nextX - x, nextY - y];
    if (dx === 0 && dy === 0) continue;
    steps += `${steps && dx >= 0 ? " " : ""}${dx}${dy >= 0 ? " " : ""}${dy}`;
    [x, y] = [nextX, nextY];
  }
  return steps ? `M${points[0].join(" ")}l${steps}z` : "";
}
