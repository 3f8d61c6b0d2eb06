// Makes backend/src/reference/data/categories.csv again: the CPV's divisions and groups, and the classes
// listed in chosen_cpv_classes.txt, with the official wording (EU Publications Office, CC BY 4.0).
//
//   node scripts/reference/categories.mjs PATH_TO_FULL_CPV.csv > backend/src/reference/data/categories.csv
//
// The input is the whole CPV 2008 as UTF-8 CSV: code (8 digits, no check digit), label_fr, label_en,
// social_service (0 or 1) — the same file that `bdis import cpv` reads.
import { readFileSync } from "node:fs";

const COLUMNS = ["code", "label_fr", "label_en", "social_service"];
const DIVISIONS_AND_GROUPS = 317; // CPV 2008, regulation (EC) 213/2008: 45 divisions, 272 groups

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

/** RFC 4180: quoted fields, doubled quotes, CRLF or LF. */
function parseCsv(text) {
  const rows = [];
  let row = [];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    row.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === ",") continue;
    if (row.length > 1 || row[0] !== "") rows.push(row);
    row = [];
  }
  return rows;
}

const field = (value) => (/[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);

const path = process.argv[2];
if (!path) fail("usage: node categories.mjs PATH_TO_FULL_CPV.csv");

const [header, ...rows] = parseCsv(readFileSync(path, "utf8").replace(/^\uFEFF/, ""));
if (COLUMNS.some((name, i) => header[i] !== name)) fail(`${path}: the columns must be ${COLUMNS.join(",")}`);

const chosen = new Set(
  readFileSync(new URL("chosen_cpv_classes.txt", import.meta.url), "utf8")
    .split("\n")
    .filter((line) => /^\d/.test(line))
    .map((line) => line.slice(0, 8)),
);
const known = new Set(rows.map(([code]) => code));
const unknown = [...chosen].filter((code) => !known.has(code));
if (unknown.length > 0) fail(`not in the CPV: ${unknown.join(" ")}`);

const isDivisionOrGroup = ([code]) => code.endsWith("00000");
const found = rows.filter(isDivisionOrGroup).length;
if (found !== DIVISIONS_AND_GROUPS) fail(`${found} divisions and groups instead of ${DIVISIONS_AND_GROUPS}`);

const kept = rows
  .filter((row) => isDivisionOrGroup(row) || chosen.has(row[0]))
  .sort(([a], [b]) => (a < b ? -1 : 1));
process.stdout.write(`${[COLUMNS, ...kept].map((row) => row.map(field).join(",")).join("\n")}\n`);
