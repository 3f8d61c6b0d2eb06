import type { Page } from "@playwright/test";
import { at, expect, fullest, LANGS, test } from "./support/house.ts";

interface Weight {
  bytes: number;
  script: number;
  requests: number;
  elements: number;
}

/** Transferred and shown from a cold cache; bytes are compressed, headers included. */
async function weigh(page: Page, address: string): Promise<Weight> {
  const session = await page.context().newCDPSession(page);
  const types = new Map<string, string>();
  const weight: Weight = { bytes: 0, script: 0, requests: 0, elements: 0 };
  session.on("Network.requestWillBeSent", ({ requestId, type, request }) => {
    if (!request.url.startsWith("data:")) types.set(requestId, type ?? "");
  });
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    const type = types.get(requestId);
    if (type === undefined) return;
    weight.requests += 1;
    weight.bytes += encodedDataLength;
    if (type === "Script") weight.script += encodedDataLength;
  });
  await session.send("Network.enable");
  await page.goto(address, { waitUntil: "networkidle" });
  weight.elements = await page.locator("*").count();
  return weight;
}

const KB = 1000;

for (const lang of LANGS) {
  test(`home keeps its budget (${lang})`, async ({ page }) => {
    keepsSmall(await weigh(page, at(lang, "/")));
  });

  test(`the supplier with the most products keeps its budget (${lang})`, async ({ page, request }) => {
    const supplier = await fullest(request);
    expect(supplier.products.length).toBeGreaterThan(25);
    keepsSmall(await weigh(page, at(lang, `/fournisseurs/${supplier.slug}`)));
  });

  test(`a product of the fullest supplier keeps its budget (${lang})`, async ({ page, request }) => {
    const { products } = await fullest(request);
    keepsSmall(await weigh(page, at(lang, `/produits/${products[0]?.id}`)));
  });

  test(`the page of a territory keeps its budget (${lang})`, async ({ page }) => {
    const weight = await weigh(page, at(lang, "/territoires/region-53-bretagne"));
    expect(weight.bytes).toBeLessThanOrEqual(80 * KB);
    expect(weight.requests).toBeLessThanOrEqual(8);
    expect(weight.elements).toBeLessThanOrEqual(600);
  });

  test(`the catalogue of what is shared keeps its budget (${lang})`, async ({ page }) => {
    await page.setViewportSize({ width: 1000, height: 800 });
    const weight = await weigh(page, at(lang, "/mutualisation"));
    expect(weight.bytes).toBeLessThanOrEqual(100 * KB);
    expect(weight.elements).toBeLessThanOrEqual(600);
  });

  for (const query of ["", "?territoire=Rennes", "?q=services&tri=recent&niveau=DECLARED"]) {
    test(`a full page of results keeps its budget (${lang}, ${query || "nothing asked"})`, async ({
      page,
    }) => {
      // Where there is room for it, the map is asked for at once: it has its own budget.
      await page.setViewportSize({ width: 1000, height: 800 });
      const weight = await weigh(page, at(lang, `/fournisseurs${query}`));
      await expect(page.locator(".entries > li")).toHaveCount(20);
      expect(weight.bytes).toBeLessThanOrEqual(100 * KB);
      expect(weight.elements).toBeLessThanOrEqual(600);
    });
  }
}

function keepsSmall(weight: Weight): void {
  expect(weight.requests).toBeGreaterThan(2);
  expect(weight.bytes).toBeLessThanOrEqual(80 * KB);
  expect(weight.requests).toBeLessThanOrEqual(8);
  expect(weight.elements).toBeLessThanOrEqual(350);
  expect(weight.script).toBeLessThanOrEqual(15 * KB);
}
