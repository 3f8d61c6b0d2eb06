// The map of the results. It shows what the list holds; the list is enough without it.
import { gzipSync } from "node:zlib";
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { total } from "./support/hands.ts";
import { at, expect, LANGS, type Lang, test } from "./support/house.ts";

const SAID = {
  fr: {
    show: "Afficher la carte",
    hide: "Masquer la carte",
    cluster: /^\d.* fournisseurs, zoomer$/,
    zone: "Chercher dans cette zone",
    credit: "© les contributeurs d’OpenStreetMap, ODbL 1.0",
    zoom: ["Agrandir", "Réduire"],
    island: "La Réunion",
    close: "Fermer",
    unavailable: "La carte n’est pas disponible pour l’instant.",
  },
  en: {
    show: "Show the map",
    hide: "Hide the map",
    cluster: /^\d.* suppliers, zoom in$/,
    zone: "Search this area",
    credit: "© OpenStreetMap contributors, ODbL 1.0",
    zoom: ["Zoom in", "Zoom out"],
    island: "Réunion",
    close: "Close",
    unavailable: "The map is not available for now.",
  },
};
const KB = 1000;

const mapOf = (page: Page) => page.locator("#map");
const clusters = (page: Page, lang: Lang) => mapOf(page).getByRole("button", { name: SAID[lang].cluster });

async function drawn(page: Page): Promise<void> {
  await expect(mapOf(page)).toHaveAttribute("data-state", "drawn");
  await expect(mapOf(page).locator(".disc").first()).toBeVisible();
}

async function faults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"])
    .analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`));
}

/** What the map says it holds: placed, and found. */
async function held(page: Page): Promise<number[]> {
  const said = await mapOf(page).getByRole("status").innerText();
  return (said.replace(/[\s,]/gu, "").match(/\d+/g) ?? []).map(Number);
}

/** How many suppliers the discs in sight stand for. */
async function counted(page: Page): Promise<number> {
  const texts = await mapOf(page).locator(".disc").allInnerTexts();
  return texts.reduce((sum, text) => sum + Number(text.replace(/\D/g, "") || 1), 0);
}

/** The next answer of the map that asks for this. */
function answers(page: Page, asked: (query: URLSearchParams) => boolean) {
  return page.waitForResponse((response) => {
    const { pathname, searchParams } = new URL(response.url());
    return pathname.endsWith("/carte/fournisseurs.geojson") && asked(searchParams);
  });
}

for (const lang of LANGS) {
  const said = SAID[lang];

  test(`a wide screen shows the map beside the list (${lang})`, async ({ page }) => {
    await page.goto(at(lang, "/fournisseurs?territoire=Rennes"));
    await drawn(page);
    const list = await page.locator("#results").boundingBox();
    const map = await mapOf(page).boundingBox();
    expect(map?.x).toBeGreaterThan((list?.x ?? 0) + (list?.width ?? 0));
    expect(map?.width).toBeGreaterThan(400);
    await expect(page.getByRole("button", { name: said.show })).toHaveCount(0);
    const [placed, found] = await held(page);
    expect(found).toBe(await total(page));
    expect(await counted(page)).toBeLessThanOrEqual(placed ?? 0);
    await expect(mapOf(page).getByRole("link", { name: said.credit })).toHaveAttribute(
      "href",
      "https://www.openstreetmap.org/copyright",
    );
    for (const name of said.zoom)
      await expect(mapOf(page).getByRole("button", { name, exact: true })).toBeVisible();
    expect(await faults(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: "dark" });
    expect(await faults(page), "in the dark").toEqual([]);
  });

  test(`a narrow screen asks for the map when its button is pressed (${lang})`, async ({ page }) => {
    await page.setViewportSize({ width: 320, height: 800 });
    const asked: string[] = [];
    page.on("request", (request) => {
      if (/\/(map|chart|departements)-|\/carte\//.test(request.url())) asked.push(request.url());
    });
    await page.goto(at(lang, "/fournisseurs"), { waitUntil: "networkidle" });
    await expect(mapOf(page)).toBeHidden();
    expect(asked).toEqual([]);
    const button = page.getByRole("button", { name: said.show });
    await expect(button).toHaveAttribute("aria-expanded", "false");
    await button.focus();
    await page.keyboard.press("Enter");
    await drawn(page);
    expect(await faults(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
    const open = page.getByRole("button", { name: said.hide });
    await expect(open).toHaveAttribute("aria-expanded", "true");
    await open.click();
    await expect(mapOf(page)).toBeHidden();
  });

  test(`the keyboard opens clusters down to a supplier (${lang})`, async ({ page }) => {
    await page.emulateMedia({ reducedMotion: "reduce" });
    await page.goto(at(lang, "/fournisseurs?territoire=Rennes"));
    await drawn(page);
    const popup = mapOf(page).locator(".leaflet-popup");
    await mapOf(page).locator(".chart").focus();
    await page.keyboard.press("Tab");
    for (let steps = 0; steps < 12 && !(await popup.isVisible()); steps += 1) {
      const disc = page.locator(".disc:focus");
      await expect(disc, "the focus stays on a disc").toHaveCount(1);
      expect(await disc.getAttribute("aria-label")).toBeTruthy();
      const deeper = said.cluster.test((await disc.getAttribute("aria-label")) ?? "");
      const before = await held(page);
      const next = deeper ? answers(page, (query) => query.has("cadre")).catch(() => undefined) : undefined;
      await page.keyboard.press("Enter");
      await Promise.race([next, popup.waitFor()]);
      expect(await held(page)).toEqual(before);
      await expect(async () => {
        expect(await page.locator(".disc:focus, .leaflet-popup a:focus").count()).toBe(1);
      }).toPass({ timeout: 20_000 });
    }
    await expect(popup.getByRole("link")).toBeFocused();
    await expect(popup.getByRole("button", { name: said.close })).toBeVisible();
    expect(await faults(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await expect(popup).toHaveCount(0);
    await expect(page.locator(".disc:focus")).toHaveCount(1);
  });

  test(`the area in sight can be searched (${lang})`, async ({ page }) => {
    await page.goto(at(lang, "/fournisseurs?tri=nom"));
    await drawn(page);
    const zone = mapOf(page).getByRole("button", { name: said.zone });
    await expect(zone).toBeHidden();
    const asked = answers(page, (query) => query.has("cadre"));
    await clusters(page, lang).first().press("Enter");
    await asked;
    await zone.click();
    await expect(page).toHaveURL(/[?&]centre=-?\d+\.\d{4}(%2C|,)-?\d+\.\d{4}&rayon=\d{1,3}$/);
    const query = new URL(page.url()).searchParams;
    expect(query.get("tri")).toBe("nom");
    expect(query.has("apres")).toBe(false);
    expect(Number(query.get("rayon"))).toBeGreaterThanOrEqual(1);
    expect(Number(query.get("rayon"))).toBeLessThanOrEqual(500);
    await expect(page.locator("#results .problem, #results .notice.bad")).toHaveCount(0);
    await expect(async () => expect((await held(page))[1]).toBe(await total(page))).toPass({
      timeout: 20_000,
    });
    await expect(zone).toBeHidden();
  });

  test(`an overseas département is one button away (${lang})`, async ({ page }) => {
    await page.goto(at(lang, "/fournisseurs"));
    await drawn(page);
    const asked = answers(page, (query) => {
      const [south = 0, west = 0, north = 0, east = 0] = (query.get("cadre") ?? "").split(",").map(Number);
      return south < -21.3 && north > -20.9 && west < 55.3 && east > 55.8 && east - west < 10;
    });
    await mapOf(page).getByRole("button", { name: said.island, exact: true }).click();
    expect((await asked).status()).toBe(200);
  });

  test(`a facet changes the map with the list (${lang})`, async ({ page }) => {
    await page.goto(at(lang, "/fournisseurs?territoire=Rennes"));
    await drawn(page);
    const before = await total(page);
    await page.locator("#facet-theme input").first().check();
    await expect(page).toHaveURL(/theme=/);
    await expect(async () => {
      const now = await total(page);
      expect(now).toBeLessThan(before);
      expect((await held(page))[1]).toBe(now);
    }).toPass({ timeout: 20_000 });
    await expect(mapOf(page)).toHaveCount(1);
    await expect(mapOf(page).locator(".leaflet-container")).toHaveCount(1);
    await page.goBack();
    await expect(async () => expect((await held(page))[1]).toBe(before)).toPass({ timeout: 20_000 });
  });
}

test("a search that finds nobody hides the map, and the next one shows it again", async ({ page }) => {
  await page.goto("/fournisseurs?q=xylophonesque");
  await expect(mapOf(page)).toHaveCount(0);
  await page.getByLabel("Votre besoin").fill("traiteur");
  await page.getByLabel("Votre besoin").press("Enter");
  await drawn(page);
  await page.getByLabel("Votre besoin").fill("xylophonesque");
  await page.getByLabel("Votre besoin").press("Enter");
  await expect(mapOf(page)).toBeHidden();
  await page.goBack();
  await drawn(page);
  await expect(mapOf(page)).toBeVisible();
  await expect(async () => expect((await held(page))[1]).toBe(await total(page))).toPass({ timeout: 20_000 });
});

test("a map without an answer says so and leaves the list", async ({ page }) => {
  // Not a status: the browser would log it as an error.
  await page.route("**/carte/fournisseurs.geojson*", (route) => route.fulfill({ body: "not a map" }));
  await page.goto("/fournisseurs");
  await expect(mapOf(page).getByRole("status")).toHaveText(SAID.fr.unavailable);
  await expect(page.locator(".entries > li")).toHaveCount(20);
  expect(await faults(page)).toEqual([]);
});

test("without script nothing of the map is seen", async ({ browser, baseURL }) => {
  const page = await browser.newPage({ javaScriptEnabled: false, baseURL });
  await page.goto("/fournisseurs");
  await expect(mapOf(page)).toBeHidden();
  await expect(page.locator(".show-map")).toHaveCount(0);
  await page.close();
});

test("the map's script is light, and the search stays light before it is asked for", async ({
  page,
  request,
}) => {
  await page.setViewportSize({ width: 1000, height: 900 });
  const session = await page.context().newCDPSession(page);
  let bytes = 0;
  session.on("Network.loadingFinished", ({ encodedDataLength }) => {
    bytes += encodedDataLength;
  });
  await session.send("Network.enable");
  await page.goto("/fournisseurs?territoire=Rennes", { waitUntil: "networkidle" });
  expect(bytes).toBeLessThanOrEqual(100 * KB);
  expect(await page.locator("*").count()).toBeLessThanOrEqual(600);
  const script = await request.get((await mapOf(page).getAttribute("data-script")) ?? "");
  expect(script.headers()["content-type"]).toContain("javascript");
  expect(gzipSync(await script.body()).length).toBeLessThanOrEqual(60 * KB);
});
