// Builds web/dist: one style sheet, one script, one sprite of icons, the title face, the map of
// the results with its contours, the still map of France, and GraphiQL for its own page; each with
// a hash in its name, and manifest.json from plain names to hashed ones.
import { createHash } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename } from "node:path";
import { build } from "esbuild";
import { drawing } from "./drawing.mjs";

const OUT = "dist";
const ICONS = ["search"];

await rm(OUT, { recursive: true, force: true });
await mkdir(OUT, { recursive: true });

const { metafile } = await build({
  entryPoints: {
    app: "styles/main.css",
    script: "islands/main.ts",
    chart: "styles/map.css",
    map: "islands/map.ts",
    graphiql: "graphiql/graphiql.js",
  },
  outdir: OUT,
  entryNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  loader: { ".woff2": "file", ".svg": "file" },
  bundle: true,
  minify: true,
  format: "esm",
  // Its modules, so that what the map doesn't use stays out.
  alias: { leaflet: "./node_modules/leaflet/dist/leaflet-src.esm.js" },
  target: ["es2022", "chrome111", "firefox114", "safari16.4"],
  define: { "process.env.NODE_ENV": '"production"' },
  metafile: true,
});

const manifest = {};
for (const [path, { entryPoint, cssBundle }] of Object.entries(metafile.outputs)) {
  const name = basename(path);
  if (entryPoint === "styles/main.css") manifest["app.css"] = name;
  else if (entryPoint === "islands/main.ts") manifest["app.js"] = name;
  else if (entryPoint === "styles/map.css") manifest["map.css"] = name;
  else if (entryPoint === "islands/map.ts") manifest["map.js"] = name;
  else if (entryPoint === "graphiql/graphiql.js") {
    manifest["graphiql.js"] = name;
    manifest["graphiql.css"] = basename(cssBundle);
  } else if (name.endsWith(".woff2")) manifest["title.woff2"] = name;
}

const symbols = [(await readFile("assets/brand.svg", "utf8")).trim()];
for (const icon of ICONS) {
  const svg = await readFile(`node_modules/lucide-static/icons/${icon}.svg`, "utf8");
  const drawing = svg.slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.lastIndexOf("</svg>"));
  symbols.push(
    `<symbol id="${icon}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" ` +
      `stroke-linecap="round" stroke-linejoin="round">${drawing.replace(/\s+/g, " ").trim()}</symbol>`,
  );
}
await hashed("sprite.svg", `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`);
await hashed("favicon.svg", await readFile("assets/favicon.svg", "utf8"));
await hashed("departements.geojson", await readFile("contours/departements.geojson", "utf8"));
await hashed("france.svg", await drawing());
await writeFile(`${OUT}/manifest.json`, `${JSON.stringify(manifest, null, 2)}\n`);

async function hashed(name, text) {
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 8).toUpperCase();
  manifest[name] = name.replace(".", `-${hash}.`);
  await writeFile(`${OUT}/${manifest[name]}`, text);
}
