#!/usr/bin/env node
// lighthouse.mjs ADDRESS: what Lighthouse says, on a slow telephone, of four pages of the server
// at ADDRESS: home, all suppliers, a search, and its first supplier. One line a page and category:
// page, category, score of 100, with tabs between. It judges nothing: a low score isn't a failure.
//
// The pages must be those that search engines may index: not `serve --demo`. A search for words
// is kept from them on purpose, which costs it points in SEO.
//
//   CHROME_PATH  the browser (/usr/bin/chromium)
//   DETAILS      a folder for the whole reports, as JSON; what lost points is then said on stderr
//
// What it needs: npm ci --prefix scripts/lighthouse
import { mkdir, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const CATEGORIES = ["performance", "accessibility", "best-practices", "seo"];
const SEARCH = "/fournisseurs?q=traiteur";

function stop(why, code = 1) {
  console.error(`error: ${why}`);
  process.exit(code);
}

const given = process.argv[2];
if (process.argv.length !== 3 || !/^https?:\/\//.test(given) || !URL.canParse(given)) {
  stop("usage: node scripts/lighthouse.mjs http://localhost:8080", 2);
}
const base = new URL(given);

const { resolve } = createRequire(new URL("lighthouse/package.json", import.meta.url));
const load = async (name) => {
  try {
    return await import(pathToFileURL(resolve(name)));
  } catch (cause) {
    stop(`${name} can't be loaded (${cause.code ?? cause}): npm ci --prefix scripts/lighthouse`);
  }
};
const { launch } = await load("chrome-launcher");
const { default: lighthouse } = await load("lighthouse");

const results = await fetch(new URL(SEARCH, base)).catch((cause) => stop(`no answer from ${base}: ${cause}`));
const html = await results.text();
const first = /href="(\/fournisseurs\/[^"?#/]+)"/.exec(html);
if (!results.ok || !first) {
  stop(`${SEARCH} answers ${results.status}${first ? "" : " and names no supplier"}`);
}

const pages = [
  ["home", "/"],
  ["suppliers", "/fournisseurs"],
  ["search", SEARCH],
  ["supplier", first[1]],
];
if (process.env.DETAILS) {
  await mkdir(process.env.DETAILS, { recursive: true });
}

const browser = await launch({
  chromePath: process.env.CHROME_PATH || "/usr/bin/chromium",
  logLevel: "silent",
  chromeFlags: [
    "--headless=new",
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
}).catch((cause) => stop(`the browser doesn't start: ${cause.message ?? cause}`));

/** What of a category lost points. */
function* lost(report, category) {
  for (const { id, weight } of report.categories[category].auditRefs) {
    const { score, title, details } = report.audits[id];
    if (weight > 0 && score !== null && score < 1) {
      const where = (details?.items ?? []).map(
        ({ node, source, url }) => node?.snippet ?? source?.snippet ?? source?.value ?? url ?? "",
      );
      yield [id, title, ...where.slice(0, 3)].join(" | ");
    }
  }
}

let failed = "";
try {
  for (const [page, path] of pages) {
    const run = await lighthouse(new URL(path, base).href, {
      port: browser.port,
      logLevel: "silent",
      output: "json",
      onlyCategories: CATEGORIES,
    });
    const report = run.lhr;
    if (report.runtimeError) {
      failed = `${page}: ${report.runtimeError.message}`;
      break;
    }
    if (process.env.DETAILS) {
      await writeFile(join(process.env.DETAILS, `${page}.json`), run.report);
    }
    for (const category of CATEGORIES) {
      const { score } = report.categories[category];
      console.log([page, category, score === null ? "?" : Math.round(score * 100)].join("\t"));
      if (process.env.DETAILS) {
        for (const line of lost(report, category)) {
          console.error(`${page} ${category}: ${line}`);
        }
      }
    }
  }
} catch (cause) {
  failed = `${cause.message ?? cause}`;
} finally {
  await browser.kill();
}
if (failed) {
  stop(failed);
}
