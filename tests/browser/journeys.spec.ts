import { byKeyboard, type Hands, total, withPointer } from "./support/hands.ts";
import { expect, test } from "./support/house.ts";

// The same journeys twice: by keyboard alone on a wide screen, and without script on a narrow one.
test.describe("by keyboard alone", () => {
  journeys(byKeyboard);
});

test.describe("without script, on a narrow screen", () => {
  test.use({ javaScriptEnabled: false, viewport: { width: 320, height: 800 } });
  journeys(withPointer);
});

function journeys(handsOf: typeof byKeyboard): void {
  test("a buyer finds a caterer for Rennes and learns what its guarantee is worth", async ({ page }) => {
    const hands = handsOf(page);
    await page.goto("/");
    await hands.type(page.getByLabel("Votre besoin"), "traiteur");
    await hands.type(page.getByLabel("Territoire à desservir"), "Rennes");
    await hands.press(page.getByRole("button", { name: "Chercher" }));
    await expect(page).toHaveURL(/\/fournisseurs\?q=traiteur&territoire=Rennes$/);
    const all = await total(page);
    expect(all).toBeGreaterThan(1);

    await openFilters(hands);
    const guarantee = page.locator("#facet-garantie label").first();
    const [, said] = /\((\d+)\)$/.exec(await guarantee.innerText()) ?? [];
    await hands.tick(guarantee.locator("input"));
    await hands.tick(page.getByLabel("Au moins déclarée"));
    await hands.type(page.getByLabel("Délai maximal (jours)"), "60");
    await hands.press(page.getByRole("button", { name: "Appliquer les filtres" }));
    await expect(page).toHaveURL(/garantie=/);
    await expect(page).toHaveURL(/niveau=DECLARED/);
    await expect(page).toHaveURL(/delai=60/);
    expect(await total(page)).toBe(Number(said));

    for (const chip of [/Retirer le filtre : traiteur/, await labelOf(hands)]) {
      const before = await total(page);
      await hands.press(page.getByRole("link", { name: chip }));
      await expect(page.getByRole("link", { name: chip })).toHaveCount(0);
      expect(await total(page)).toBeGreaterThanOrEqual(before);
    }
    await expect(page).not.toHaveURL(/q=|garantie=/);
    await expect(page).toHaveURL(/territoire=Rennes/);

    const sort = page.getByRole("link", { name: "nom", exact: true });
    await hands.press(sort);
    await expect(page).toHaveURL(/tri=nom/);
    await expect(sort).toHaveAttribute("aria-current", "true");
    const names = page.locator(".entries h3");
    const first = await names.allInnerTexts();
    expect(first).toEqual([...first].sort(byName));

    await hands.press(page.getByRole("link", { name: "Résultats suivants" }));
    await expect(page).toHaveURL(/apres=/);
    const second = await names.allInnerTexts();
    expect(first.filter((name) => second.includes(name))).toEqual([]);
    await hands.press(page.getByRole("link", { name: "Revenir aux premiers résultats" }));
    await expect(page).not.toHaveURL(/apres=/);
    expect(await names.allInnerTexts()).toEqual(first);

    const { search } = new URL(page.url());
    const found = await total(page);
    await hands.press(page.getByRole("link", { name: "English" }));
    await expect(page).toHaveURL(/\/en\/fournisseurs/);
    expect(new URL(page.url()).search).toBe(search);
    expect(await total(page)).toBe(found);
    expect(await names.allInnerTexts()).toEqual(first);

    await hands.press(names.first().getByRole("link"));
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(first[0] ?? "");
    const held = page.locator("article.guarantee").first();
    await expect(held.locator(".mark")).toHaveCount(4);
    expect(await held.locator(".mark.on").count()).toBeGreaterThan(0);
    for (const mark of await held.locator(".mark.on").all()) {
      await expect(mark).toHaveText(/\d{1,2}\s[A-Z][a-z]+\s\d{4}/);
    }
    const scheme = held.getByRole("heading").getByRole("link");
    const name = await scheme.innerText();
    await hands.press(scheme);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(name);
    await hands.press(
      page.getByRole("navigation", { name: "Main navigation" }).getByRole("link", { name: "Glossary" }),
    );
    await expect(page).toHaveURL(/\/en\/glossaire$/);
    await expect(page.locator("dl.glossary dt").first()).toBeVisible();
    await hands.press(page.getByRole("link", { name: "Français" }));
    await expect(page).toHaveURL(/\/glossaire$/);
    await expect(page.locator("html")).toHaveAttribute("lang", "fr");
  });

  test("a name that several territories bear offers the choice", async ({ page }) => {
    const hands = handsOf(page);
    await page.goto("/fournisseurs");
    await hands.type(page.getByLabel("Votre besoin"), "traiteur");
    await hands.type(page.getByLabel("Territoire à desservir"), "Saint-Denis");
    await hands.press(page.getByRole("button", { name: "Chercher" }));
    await expect(page.getByRole("heading", { name: /Plusieurs territoires/ })).toBeVisible();
    await expect(page.getByLabel("Territoire à desservir")).toHaveValue("Saint-Denis");
    await hands.press(page.getByRole("link", { name: "Saint-Denis (93)" }));
    await expect(page).toHaveURL(/q=traiteur&territoire=commune%3A93066/);
    await total(page);
    await expect(page.getByLabel("Votre besoin")).toHaveValue("traiteur");
  });

  test("an unknown territory is said beside its field, and what was typed stays", async ({ page }) => {
    const hands = handsOf(page);
    await page.goto("/fournisseurs");
    await hands.type(page.getByLabel("Votre besoin"), "traiteur");
    const territory = page.getByLabel("Territoire à desservir");
    await hands.type(territory, "Atlantide");
    const answer = page.waitForResponse((response) => response.url().includes("territoire=Atlantide"));
    await hands.press(page.getByRole("button", { name: "Chercher" }));
    expect((await answer).status()).toBe(422);
    await expect(territory).toHaveAttribute("aria-invalid", "true");
    await expect(territory).toHaveValue("Atlantide");
    await expect(page.getByLabel("Votre besoin")).toHaveValue("traiteur");
    const said = await territory.getAttribute("aria-describedby");
    await expect(page.locator(`.field:has(#territoire) #${said}`)).toHaveText(/«\sAtlantide\s»/);
    await hands.press(page.locator(".notice.bad a").first());
    await expect(page).toHaveURL(/#territoire$/);
    await expect(territory).toBeFocused();
  });

  test("a search that finds nothing says what to take away, and keeps its word", async ({ page }) => {
    const hands = handsOf(page);
    const empty = "/fournisseurs?q=traiteur&territoire=commune:35238&delai=3&garantie=esat";
    await page.goto(empty);
    const help = page.locator(".empty");
    const links = help.getByRole("link");
    const ways = await links.evaluateAll((all) => all.map((link) => link.parentElement?.innerText ?? ""));
    const counted = ways.map((text) => /(\d+)\sfournisseurs?\s*$/.exec(text)?.[1]);
    expect(counted.filter(Boolean).length).toBeGreaterThan(0);
    for (const [number, count] of counted.entries()) {
      await page.goto(empty);
      await hands.press(links.nth(number));
      await expect(page).not.toHaveURL(empty);
      if (count) expect(await total(page)).toBe(Number(count));
    }
  });
}

/** On a narrow screen the filters are folded. */
async function openFilters(hands: Hands): Promise<void> {
  const { page } = hands;
  if (await page.locator("#delai").isVisible()) return;
  await hands.press(page.locator("summary", { hasText: "Affiner" }));
}

/** The chip of the one guarantee in force. */
async function labelOf({ page }: Hands): Promise<RegExp> {
  const label = await page.locator("#facet-garantie input:checked").locator("..").textContent();
  const name = (label ?? "").replace(/\(\d+\)\s*$/, "").trim();
  return new RegExp(name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
}

const collator = new Intl.Collator("fr", { ignorePunctuation: true });
function byName(one: string, other: string): number {
  // Signs don't count: « + de Liens » stands at D.
  const bare = (name: string) => name.replace(/^[^\p{L}\p{N}]+/u, "");
  return collator.compare(bare(one), bare(other));
}
