import { at, expect, LANGS, test } from "./support/house.ts";

// Where a parameter's value is shown, the page must show it as text.
const SHOWN = [
  "q",
  "territoire",
  "siege",
  "centre",
  "categorie",
  "delai",
  "theme",
  "garantie",
  "niveau",
  "reserve",
  "statut",
  "reseau",
  "monnaie",
  "tri",
];
const ALL = [...SHOWN, "rayon", "pairs", "apres", "sujet", "inconnu"];
const MARKUP = [
  "<script>alert(1)</script>",
  '"><img src=x onerror=alert(1)>',
  "</title></script><svg onload=alert(1)>",
];

for (const payload of MARKUP) {
  test(`${payload} in any parameter of a search is text`, async ({ page }) => {
    for (const name of ALL) {
      const answer = await page.goto(`/fournisseurs?${new URLSearchParams({ [name]: payload })}`);
      expect(answer?.status(), name).toBeLessThan(500);
      expect(await page.locator("img, svg[onload], script:not([src]), [onerror]").count(), name).toBe(0);
      if (!SHOWN.includes(name)) continue;
      const fields = await page
        .locator("input")
        .evaluateAll((all) => all.map((one) => (one as HTMLInputElement).value));
      const shown = `${await page.locator("main").innerText()} ${fields.join(" ")}`;
      expect(shown, name).toContain(payload);
    }
  });

  test(`${payload} in any other address is text`, async ({ page }) => {
    const code = encodeURIComponent(payload);
    for (const address of [
      `/?x=${code}`,
      `/garanties?sujet=${code}`,
      `/garanties/${code}`,
      `/fournisseurs/${code}`,
      `/produits/${code}`,
      `/glossaire?${code}`,
      `/en/${code}`,
    ]) {
      const answer = await page.goto(address);
      expect(answer?.status(), address).toBeLessThan(500);
      expect(await page.locator("img, svg[onload], script:not([src]), [onerror]").count(), address).toBe(0);
    }
  });
}

for (const lang of LANGS) {
  test(`unknown codes are named, each with a way to where it stands (${lang})`, async ({ page }) => {
    for (const name of ["theme", "garantie", "niveau", "reserve", "statut", "reseau", "monnaie", "tri"]) {
      const answer = await page.goto(at(lang, `/fournisseurs?${name}=inconnu-42`));
      expect(answer?.status(), name).toBe(422);
      const said = page.locator(".notice.bad a");
      await expect(said).toHaveCount(1);
      await expect(said).toContainText("inconnu-42");
      const anchor = await said.getAttribute("href");
      await expect(page.locator(anchor ?? "#"), `${name} leads to ${anchor}`).toHaveCount(1);
    }
  });
}

test("control characters, odd encodings and numbers out of range break nothing", async ({ request }) => {
  const odd = [
    "\u0000\u0001\u001b[31m\u007f",
    "\u202e\u2066",
    "%",
    "%ff%fe",
    "-1",
    "9".repeat(400),
    "' OR 1=1 --",
    "😀".repeat(50),
  ];
  for (const name of ALL) {
    for (const value of odd) {
      for (const query of [
        `${name}=${encodeURIComponent(value)}`,
        `${name}=${value.replace(/[^!-~]/gu, "")}`,
      ]) {
        const answer = await request.get(`/fournisseurs?${query}`);
        expect(answer.status(), query).toBeLessThan(500);
        expect(/[^\P{Cc}\n\t]/u.test(await answer.text()), `${query} comes back`).toBe(false);
      }
    }
  }
});

test("a query of 100 KB and one of 500 parameters are answered, with a page in proportion", async ({
  request,
}) => {
  const many = (name: string, count: number) =>
    Array.from({ length: count }, (_, number) => `${name}=inconnu-${number}`).join("&");
  for (const query of [
    `q=${"a".repeat(100_000)}`,
    `territoire=${"é".repeat(8_000)}`,
    many("theme", 500),
    many("territoire", 500),
    many("categorie", 500),
    Array.from({ length: 500 }, (_, number) => `p${number}=${number}`).join("&"),
    Array.from({ length: 500 }, () => "garantie=scop").join("&"),
  ]) {
    const answer = await request.get(`/fournisseurs?${query}`);
    expect(answer.status(), query.slice(0, 30)).toBeLessThan(500);
    expect((await answer.body()).length, query.slice(0, 30)).toBeLessThan(
      100_000 + 5 * encodeURI(query).length,
    );
  }
});
