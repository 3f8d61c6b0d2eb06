// Light contours of départements and régions, and the drawing of the home page, with mapshaper.
import { execFileSync } from "node:child_process";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

// The five overseas régions stand in a column in the Bay of Biscay, each at its own scale.
const OVERSEAS = ["01", "02", "03", "04", "06"];
const HEIGHT = 1000;
const INSET = { size: 84, left: 4, top: 500, step: 102 };

/** Reads `name,region` of each code: the tables written just before are the names' only home. */
function table(data, name) {
  const lines = readFileSync(join(data, name), "utf8").trim().split("\n").slice(1);
  return lines.map((line) => line.split(","));
}

/** Scales one or more features together into a box (y grows downwards). */
function fitted(features, box) {
  const points = features.flatMap(({ rings }) => rings.flat());
  const [left, right] = extent(points.map(([x]) => x));
  const [bottom, top] = extent(points.map(([, y]) => y));
  const scale = Math.min(box.width / (right - left), box.height / (top - bottom));
  const place = ([x, y]) => [
    Math.round(box.left + (x - left) * scale),
    Math.round(box.top + (top - y) * scale),
  ];
  const width = Math.ceil(box.left + (right - left) * scale);
  const paths = features.map(({ code, rings }) => ({ code, d: rings.map((ring) => path(ring.map(place))).join("") }));
  return { width, paths };
}

function extent(numbers) {
  return numbers.reduce(([low, high], n) => [Math.min(low, n), Math.max(high, n)], [Infinity, -Infinity]);
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
  return steps.split(/[ -]/).length > 4 ? `M${points[0].join(" ")}l${steps}z` : "";
}

/** The outer rings of each région of a GeoJSON file. */
function outlines(file) {
  return JSON.parse(readFileSync(file, "utf8")).features.map(({ geometry, properties }) => {
    const polygons = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
    return { code: properties.region, rings: polygons.map(([outer]) => outer) };
  });
}

function writeDrawing(work, contours, mapshaper) {
  const overseas = JSON.stringify(OVERSEAS);
  const draw = (name, chosen, projection, kept, island) =>
    mapshaper(
      "regions-full.geojson", "-filter", chosen, "-proj", projection,
      "-simplify", kept, "keep-shapes", "-filter-islands", `min-area=${island}`,
      "-o", `${name}.geojson`, "precision=1",
    );
  // Lambert 93, France's own projection, in metres; Mercator for the small far ones.
  draw("mainland", `!${overseas}.includes(region)`, "EPSG:2154", "4%", "80km2");
  draw("overseas", `${overseas}.includes(region)`, "webmercator", "14%", "30km2");

  const mainland = fitted(outlines(join(work, "mainland.geojson")), {
    left: 2, top: 2, width: Infinity, height: HEIGHT - 4,
  });
  const far = outlines(join(work, "overseas.geojson")).flatMap((region) => {
    const top = INSET.top + OVERSEAS.indexOf(region.code) * INSET.step;
    return fitted([region], { left: INSET.left, top, width: INSET.size, height: INSET.size }).paths;
  });
  const paths = [...mainland.paths, ...far]
    .sort((a, b) => (a.code < b.code ? -1 : 1))
    .map(({ code, d }) => `<path data-code="${code}" d="${d}"/>`);
  const target = join(contours, "france.svg");
  writeFileSync(
    target,
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${mainland.width + 2} ${HEIGHT}" fill="none" stroke="currentColor" stroke-width="2" stroke-linejoin="round">\n${paths.join("\n")}\n</svg>\n`,
  );
  console.log(`france.svg: ${paths.length} régions, ${statSync(target).size} bytes`);
}

export function writeContours(work, data, contours) {
  const mapshaper = (...args) =>
    execFileSync(join(work, "node_modules/.bin/mapshaper"), args, { cwd: work, stdio: "inherit" });
  const departements = table(data, "departements.csv");
  const names = {
    departement: Object.fromEntries(departements.map(([code, name]) => [code, name])),
    region: Object.fromEntries(table(data, "regions.csv")),
  };
  const regionOf = Object.fromEntries(departements.map(([code, , region]) => [code, region]));

  const communes = JSON.parse(readFileSync(join(work, "communes.geojson"), "utf8"));
  for (const { properties } of communes.features) {
    const { code } = properties;
    properties.departement = code.startsWith("97") ? code.slice(0, 3) : code.slice(0, 2);
    properties.region = regionOf[properties.departement];
  }
  writeFileSync(join(work, "named.geojson"), JSON.stringify(communes));

  // Dissolved first, simplified after a second reading: mapshaper then knows the shared borders anew.
  for (const [field, file, kept] of [
    ["departement", "departements", "2.7%"],
    ["region", "regions", "3.2%"],
  ]) {
    mapshaper("named.geojson", "-dissolve", field, "gap-fill-area=500km2", "-o", `${file}-full.geojson`);
    mapshaper(
      `${file}-full.geojson`, "-simplify", kept, "keep-shapes", "-clean",
      "-o", `${file}-light.geojson`, "precision=0.001",
    );
    const light = JSON.parse(readFileSync(join(work, `${file}-light.geojson`), "utf8"));
    const features = light.features
      .map(({ geometry, properties }) => {
        const code = properties[field];
        return { type: "Feature", properties: { code, name: names[field][code] }, geometry };
      })
      .sort((a, b) => (a.properties.code < b.properties.code ? -1 : 1));
    const target = join(contours, `${file}.geojson`);
    const lines = features.map((feature) => JSON.stringify(feature)).join(",\n");
    writeFileSync(target, `{"type":"FeatureCollection","features":[\n${lines}\n]}\n`);
    console.log(`${file}.geojson: ${features.length} contours, ${statSync(target).size} bytes`);
  }
  writeDrawing(work, contours, mapshaper);
}
