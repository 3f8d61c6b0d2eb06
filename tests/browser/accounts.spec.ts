// People's own pages: valid and accessible signed in, and done without script, by keyboard alone.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { axeFaults, sound } from "./support/faults.ts";
import { at, DATA, expect, LANGS, test } from "./support/house.ts";
import { signIn } from "./support/people.ts";

for (const lang of LANGS) {
  test(`the pages of the desk are valid, accessible, and fit narrow and wide screens (${lang})`, async ({
    page,
  }) => {
    await signIn(page, lang === "fr" ? "acheteuse@demo.example" : "fournisseur@demo.example");
    for (const part of ["", "/profil", "/securite", "/jetons", "/courriels", "/journal", "/donnees"]) {
      await sound(page, at(lang, `/espace${part}`));
    }
  });

  test(`what is wrong in a sign-up is said beside its field (${lang})`, async ({ page }) => {
    await page.goto(at(lang, "/inscription"));
    await page.locator("[name=name]").fill("Zoé");
    await page.locator("[name=email]").fill("zoe@rennes");
    await page.locator("[name=password]").fill("motdepasse123");
    await page.locator("main button[type=submit]").click();
    const email = page.locator("[name=email]");
    await expect(email).toHaveAttribute("aria-invalid", "true");
    await expect(email).toHaveValue("zoe@rennes");
    await expect(page.locator("[name=password]")).toHaveValue("");
    expect(await axeFaults(page)).toEqual([]);
    const described = (await email.getAttribute("aria-describedby")) ?? "";
    await expect(page.locator(`#${described}`)).toBeVisible();
  });
}

/** The address in the newest letter to someone that leads to a part of the site. */
async function linkTo(email: string, part: string): Promise<string> {
  let found = "";
  await expect(async () => {
    for (const name of readdirSync(join(DATA, "mail"))) {
      const raw = readFileSync(join(DATA, "mail", name), "utf8");
      if (!raw.includes(email)) continue;
      const text = raw.replaceAll("=\r\n", "").replaceAll("=3D", "=");
      const [link] = new RegExp(`http://[^\\s"<]*${part}[^\\s"<]*`).exec(text) ?? [];
      found = link ?? found;
    }
    expect(found).not.toBe("");
  }).toPass({ timeout: 20_000 });
  return found;
}

test.describe("without script, by keyboard alone", () => {
  test.use({ javaScriptEnabled: false });

  test("someone signs up, confirms, changes a profile and leaves", async ({ page }) => {
    const email = `lea-${Date.now()}@rennes.example`;
    const type = async (name: string, text: string) => {
      await page.locator(`main [name=${name}]`).focus();
      await page.keyboard.type(text);
    };
    await page.goto("/inscription");
    await type("name", "Léa Martin");
    await type("email", email);
    await type("password", "trois vélos rouges dorment");
    await page.keyboard.press("Enter");
    await expect(page.locator("[role=status]")).toContainText("Un courriel vient de vous être envoyé");
    await page.goto(await linkTo(email, "/inscription/confirmation/"));
    await type("password", "trois vélos rouges dorment");
    await page.keyboard.press("Enter");
    await expect(page.locator("main")).toContainText("Bonjour Léa Martin");
    await page.goto("/espace/profil");
    await page.locator("main [name=name]").fill("Léa Le Bihan");
    await page.keyboard.press("Enter");
    await expect(page.locator("[role=status]")).toContainText("Votre profil est enregistré");
    await page.goto("/espace");
    await page.locator("main form button").focus();
    await page.keyboard.press("Enter");
    await expect(page.locator("[role=status]")).toContainText("Vous êtes déconnecté");
    await page.goto("/espace");
    await expect(page).toHaveURL(/connexion\?retour=/);
  });
});
