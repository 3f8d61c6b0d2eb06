// What moderators and the national pilot see: valid, accessible, and no wider than the screen.
import type { Page } from "@playwright/test";
import { sound } from "./support/faults.ts";
import { at, LANGS, test } from "./support/house.ts";
import { signInEntrusted } from "./support/people.ts";

async function hrefs(page: Page, place: string, pattern: RegExp): Promise<string[]> {
  await page.goto(place);
  const all = await page.locator("main a").evaluateAll((links) => links.map((a) => a.getAttribute("href") ?? ""));
  return [...new Set(all.filter((href) => pattern.test(href)))];
}

async function look(page: Page, places: string[]): Promise<void> {
  for (const lang of LANGS) {
    for (const place of places) await sound(page, at(lang, place));
  }
}

test("a moderator's and an administrator's pages are valid, accessible, and fit narrow and wide screens", async ({
  page,
}) => {
  test.setTimeout(600_000);
  const secrets = new Map<string, string>();
  await signInEntrusted(page, "moderatrice@demo.example", secrets);
  const cases = await hrefs(page, "/moderation", /^\/moderation\/[0-9a-f-]{36}$/);
  const networks = await hrefs(page, "/moderation", /^\/moderation\/reseaux\/[a-z-]+$/);
  const [first = ""] = cases;
  const [sheet = ""] = await hrefs(page, first, /^\/moderation\/organisations\//);
  const [network = ""] = networks;
  await look(page, [
    "/moderation",
    "/moderation?type=error",
    "/moderation?type=evidence",
    first,
    sheet,
    `${sheet}/doublon`,
    network,
    `${network}/imports`,
    "/moderation/registre",
    "/moderation/doublons",
  ]);
  await page.context().clearCookies();
  await signInEntrusted(page, "administrateur@demo.example", secrets);
  const lists = ["garanties", "themes", "synonymes", "glossaire"].map((list) => `/moderation/reference/${list}`);
  const forms = ["garanties", "themes", "synonymes", "glossaire"].map((list) => `/moderation/reference/nouveau/${list}`);
  const [scheme = ""] = await hrefs(page, "/moderation/reference/garanties", /\/moderation\/reference\/garanties\//);
  await look(page, ["/moderation/reference", ...lists, ...forms, scheme]);
  const [kept = ""] = await hrefs(page, "/moderation/reseaux", /\/moderation\/reseaux\/[a-z-]+\/tenue$/);
  await look(page, ["/moderation/reseaux", "/moderation/reseaux/nouveau", kept]);
});
