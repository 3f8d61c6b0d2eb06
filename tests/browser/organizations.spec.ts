// An organisation's own pages: valid, accessible, and done without script.
import type { Page } from "@playwright/test";
import { axeFaults, sound } from "./support/faults.ts";
import { at, expect, LANGS, test } from "./support/house.ts";
import { signIn } from "./support/people.ts";

/** The address of the organisation that the demonstration's supplier looks after. */
async function own(page: Page): Promise<string> {
  await page.goto("/espace/organisations");
  return (await page.locator("main table a").first().getAttribute("href")) ?? "";
}

/** Gives the tables of alerts and of accounts a row: a table without any is narrow. */
async function fill(page: Page): Promise<void> {
  await page.goto("/espace/alertes/nouvelle?pour=fournisseurs&theme=food&territoire=departement:35");
  await page.locator("main form:has([name=alertName]) button[type=submit]").first().click();
  await page.goto("/mutualisation?q=Salle+de+réunion+lumineuse");
  const room = page.locator("main a[href^='/mutualisation/0']", { hasText: "Salle de réunion lumineuse" }).first();
  await page.goto(`${await room.getAttribute("href")}/reserver`);
  await page.locator("main button[name=moment]").first().click();
  await page.locator("main form:has([name=startTime]) button[type=submit]").first().click();
  await page.goto("/espace/alertes");
  await expect(page.locator("main table.list")).toBeVisible();
}

for (const lang of LANGS) {
  test(`an organisation's pages are valid, accessible, and fit narrow and wide screens (${lang})`, async ({ page }) => {
    // Some thirty addresses, each looked at twice.
    test.setTimeout(360_000);
    await signIn(page, "fournisseur@demo.example");
    await fill(page);
    const one = await own(page);
    const parts = ["", "/fiche", "/territoire", "/produits", "/produits/nouveau", "/catalogue", "/garanties"];
    const rest = ["/garanties/nouvelle", "/images", "/membres", "/charte", "/journal", "/compte"];
    const shared = ["/mutualisation", "/mutualisation/nouvelle"];
    const places = [...parts, ...rest, ...shared].map((part) => one + part);
    await page.goto(`${one}/mutualisation`);
    const resource = (await page.locator("main table a").first().getAttribute("href")) ?? "";
    places.push(resource, `/mutualisation/${resource.split("/").pop()}`);
    await page.goto(one);
    const shown = await page.getByRole("link", { name: "Voir la page publique" }).getAttribute("href");
    const about = [
      ...["/contacter", "/signaler", "/revendiquer"].map((part) => shown + part),
      "/signaler?page=/garanties/esus",
      "/signaler?page=/glossaire",
    ];
    const alerts = ["/espace/alertes", "/espace/alertes/nouvelle?pour=fournisseurs&theme=food"];
    const desk = ["/espace/organisations", "/espace/organisations/nouvelle", "/espace/messages", ...alerts];
    desk.push("/espace/reservations", "/espace/reservations/calendriers");
    for (const place of [...desk, ...places, ...about]) {
      await sound(page, at(lang, place));
    }
  });

  test(`what is wrong in a product stands beside its field (${lang})`, async ({ page }) => {
    await signIn(page, "fournisseur@demo.example");
    await page.goto(at(lang, `${await own(page)}/produits/nouveau`));
    await page.locator("[name=name]").fill("Tables");
    await page.locator("[name=category]").fill("xyzzy");
    await page.locator("[name=price]").fill("-3");
    await page.locator("[name=nature]").first().check();
    await page.locator("main button[type=submit]").first().click();
    await expect(page.locator("[name=category]")).toHaveAttribute("aria-invalid", "true");
    await expect(page.locator("[name=name]")).toHaveValue("Tables");
    expect(await axeFaults(page)).toEqual([]);
  });
}

test("the second button of a form draws the area again and proposes a category", async ({ page }) => {
  await signIn(page, "fournisseur@demo.example");
  const one = await own(page);
  await page.goto(`${one}/territoire`);
  await page.locator("[name=area][value=territories]").check();
  await page.locator("[name=territories]").fill("Finistère");
  await page.getByRole("button", { name: "Redessiner la carte" }).click();
  await expect(page.getByRole("img", { name: /Finistère/ })).toBeVisible();
  await expect(page.locator("[name=territories]")).toHaveValue("Finistère");
  await page.goto(`${one}/produits/nouveau`);
  await page.locator("[name=name]").fill("Menuiserie");
  await page.locator("[name=nature]").first().check();
  await page.locator("[name=category]").fill("?");
  await page.getByRole("button", { name: "Proposer une catégorie" }).click();
  await expect(page.getByText(/D’après vos mots/)).toBeVisible();
});

test("who is served is drawn again while one types it", async ({ page }) => {
  await signIn(page, "fournisseur@demo.example");
  await page.goto(`${await own(page)}/territoire`);
  await page.locator("[name=area][value=territories]").check();
  await page.locator("[name=territories]").fill("Morbihan");
  await page.locator("[name=territories]").blur();
  await expect(page.getByRole("img", { name: /Morbihan/ })).toBeVisible();
});

test("what is typed is kept while it is written, and taken up again", async ({ page }) => {
  await signIn(page, "fournisseur@demo.example");
  const form = `${await own(page)}/produits/nouveau`;
  await page.goto(form);
  await page.locator("[name=name]").fill("Une chaise à moitié décrite");
  await expect(page.getByRole("status")).toHaveText("Brouillon gardé");
  await page.goto(form);
  await page.getByRole("link", { name: /Reprendre ce que vous écriviez/ }).click();
  await expect(page.locator("[name=name]")).toHaveValue("Une chaise à moitié décrite");
});

test("what is typed is kept by whoever leaves at once, and while one doesn't pause", async ({ page }) => {
  await signIn(page, "fournisseur@demo.example");
  const sheet = `${await own(page)}/fiche`;
  const description = page.locator("textarea[name=description]");
  await page.goto(sheet);
  await expect(page.getByRole("status")).toHaveText("Votre brouillon est gardé si vous quittez la page.");
  await description.fill("Quitté aussitôt");
  await page.locator("main a").first().click();
  const link = page.getByRole("link", { name: /Reprendre ce que vous écriviez/ });
  await expect(async () => {
    await page.goto(sheet);
    await expect(link).toBeVisible({ timeout: 500 });
  }).toPass();
  await link.click();
  await expect(description).toHaveValue("Quitté aussitôt");
  const kept = page.waitForRequest("**/espace/brouillons");
  const typing = description.pressSequentially("écrit sans pause ".repeat(4), { delay: 120 });
  const late = typing.then(() => Promise.reject(new Error("nothing was kept while it was being written")));
  await Promise.race([kept, late]);
  await late.catch(() => undefined);
});

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false });

  test("from the sign-in to the first published product, no dead end", async ({ page }) => {
    await signIn(page, "acheteuse@demo.example");
    await page.locator("main").getByRole("link", { name: "Créer la page d’une organisation" }).click();
    await page.locator("[name=name]").fill("La Fabrique de test");
    await page.locator("[name=siret]").fill("44306184100047");
    await page.locator("[name=postCode]").fill("35000");
    await page.locator("[name=city]").fill("Rennes");
    await page.locator("main button[type=submit]").click();
    await page.getByRole("link", { name: "Publier un premier produit ou service" }).click();
    await page.locator("[name=name]").fill("Étagères en bois de récupération");
    await page.locator("[name=nature]").first().check();
    await page.locator("[name=category]").fill("39100000");
    await page.locator("main button[type=submit]").first().click();
    await page.getByRole("link", { name: "Voir la page publique" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toContainText("Étagères en bois de récupération");
  });
});
