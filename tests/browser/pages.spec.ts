import type { APIRequestContext, Page } from "@playwright/test";
import { axeFaults, faultsOf, sideways } from "./support/faults.ts";
import { at, expect, fullest, LANGS, suppliers, test } from "./support/house.ts";

type Where = string | ((request: APIRequestContext) => Promise<string>);

async function supplierThat(
  request: APIRequestContext,
  is: (one: Awaited<ReturnType<typeof fullest>>) => boolean,
): Promise<string> {
  const found = (await suppliers(request)).find(is);
  if (!found) throw new Error("the demonstration has no such supplier");
  return `/fournisseurs/${found.slug}`;
}

/** As near as anyone books. */
const DAY = new Date(Date.now() + 60 * 86_400_000).toISOString().slice(0, 10);

// Every template, in every state it has: title, address, status.
const PAGES: [string, Where, number?][] = [
  ["home", "/"],
  ["the search, nothing asked", "/fournisseurs"],
  ["the search, filled", "/fournisseurs?q=traiteur&territoire=Rennes&niveau=DECLARED&delai=60"],
  ["the search around a place", "/fournisseurs?centre=Rennes&rayon=30&tri=distance"],
  [
    "the search, its second page",
    async (request) => {
      const first = await request.get("/fournisseurs?territoire=Rennes");
      const [, href] = /rel="next" href="([^"]+)"/.exec(await first.text()) ?? [];
      if (!href) throw new Error("the search for Rennes has one page only");
      return href.replaceAll("&#38;", "&");
    },
  ],
  ["the search, empty", "/fournisseurs?q=traiteur&territoire=commune:35238&delai=0&garantie=esat"],
  ["the search, empty for its words", "/fournisseurs?q=xylophonesque"],
  [
    "the search with errors",
    "/fournisseurs?territoire=Atlantide&delai=abc&theme=zz&garantie=zz&niveau=zz",
    422,
  ],
  [
    "the search with errors of place",
    "/fournisseurs?q=traiteur&siege=Atlantide&centre=Atlantide&rayon=0&tri=zz",
    422,
  ],
  ["the search with a territory to choose", "/fournisseurs?q=traiteur&territoire=Saint-Denis"],
  [
    "the supplier with the most products",
    async (request) => `/fournisseurs/${(await fullest(request)).slug}`,
  ],
  ["a supplier without products", (request) => supplierThat(request, (one) => one.products.length === 0)],
  ["a supplier without guarantees", (request) => supplierThat(request, (one) => one.guarantees.length === 0)],
  [
    "a supplier whose guarantee lapsed",
    (request) => supplierThat(request, (one) => one.guarantees.some((guarantee) => guarantee.level === null)),
  ],
  ["a supplier with sharp characters", (request) => supplierThat(request, (one) => /[<>"]/.test(one.name))],
  [
    "a product",
    async (request) => {
      const { products } = await fullest(request);
      return `/produits/${products[0]?.id}`;
    },
  ],
  ["the territories", "/territoires"],
  ["a région", "/territoires/region-53-bretagne"],
  ["a commune", "/territoires/commune-35238-rennes"],
  [
    "a territory and a theme",
    async (request) => {
      const page = await (await request.get("/territoires/departement-35-ille-et-vilaine")).text();
      const [, href] = /href="([^"]+\/themes\/[^"]+)"/.exec(page) ?? [];
      if (!href) throw new Error("no theme is served in Ille-et-Vilaine");
      return href;
    },
  ],
  ["a territory and a category", "/territoires/region-53-bretagne/categories/55500000"],
  ["the search around a point of the map", "/fournisseurs?centre=48.1113,-1.6800&rayon=40"],
  ["a territory that nobody serves", "/territoires/departement-2A-corse-du-sud/themes/zz", 404],
  ["what is shared", "/mutualisation"],
  ["what is shared on a day", `/mutualisation?jour=${DAY}&de=14:00&a=17:00&places=20&territoire=Rennes`],
  ["what is shared in a part of a day", `/mutualisation?jour=${DAY}&moment=apres-midi&territoire=Rennes`],
  ["what is shared, misread", "/mutualisation?jour=jeudi&places=vingt&type=chateau", 422],
  ["the catalogue", "/garanties"],
  ["the catalogue of a subject", "/garanties?sujet=social"],
  ["a scheme that suppliers hold", "/garanties/scop"],
  ["a scheme with grounds", "/garanties/esat"],
  ["the glossary", "/glossaire"],
  ["the legal page", "/mentions-legales"],
  ["the accessibility page", "/accessibilite"],
  ["the data licence", "/licence-des-donnees"],
  ["about", "/a-propos"],
  ["the API's documentation", "/api"],
  ["the sign-in", "/connexion"],
  ["the sign-in after something done", "/connexion?fait=signed-out"],
  ["the sign-up", "/inscription"],
  ["the forgotten password", "/connexion/oubli"],
  ["a link that no longer holds", "/inscription/confirmation/nothing"],
  ["an address that leads nowhere", "/nulle-part", 404],
  ["a supplier that isn't there", "/fournisseurs/personne", 404],
];

for (const lang of LANGS) {
  for (const [title, where, status = 200] of PAGES) {
    test(`${title} (${lang}) is valid, accessible, and fits narrow and wide screens`, async ({
      page,
      request,
    }) => {
      const address = at(lang, typeof where === "string" ? where : await where(request));
      const raw = await request.get(address);
      expect(raw.status()).toBe(status);
      expect(await faultsOf(await raw.text())).toEqual([]);
      for (const width of [320, 1280]) {
        await page.setViewportSize({ width, height: 900 });
        await page.goto(address);
        expect(await page.locator("html").getAttribute("lang")).toBe(lang);
        expect(await axeFaults(page), `at ${width}`).toEqual([]);
        expect(await sideways(page), `wider than ${width}`).toEqual([]);
        if (width === 320 && (await openAll(page))) {
          expect(await axeFaults(page), `all opened at ${width}`).toEqual([]);
          expect(await sideways(page), `wider than ${width}, all opened`).toEqual([]);
        }
      }
      await page.emulateMedia({ colorScheme: "dark" });
      expect(await axeFaults(page), "in the dark").toEqual([]);
    });
  }
}

/** Whether there was anything to open. */
async function openAll(page: Page): Promise<boolean> {
  const folded = page.locator("details:not([open])");
  const some = (await folded.count()) > 0;
  await folded.evaluateAll((all) => {
    for (const one of all) one.setAttribute("open", "");
  });
  return some;
}
