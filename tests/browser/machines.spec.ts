import type { Page } from "@playwright/test";
import { at, expect, fullest, LANGS, suppliers, test } from "./support/house.ts";

test("GraphiQL loads from our own origin and answers a query", async ({ page }) => {
  await page.goto("/graphiql");
  const answer = page.waitForResponse(
    (response) =>
      response.url().endsWith("/graphql") && !/Introspection/.test(response.request().postData() ?? ""),
  );
  await page.getByRole("button", { name: /execute query/i }).click();
  expect((await answer).status()).toBe(200);
  await expect(page.locator(".result-window")).toContainText('"totalCount"');
  await expect(page.locator(".result-window")).not.toContainText('"errors"');
});

for (const lang of LANGS) {
  test(`suppliers and products say what they are in JSON-LD (${lang})`, async ({ page, request }) => {
    const { slug, name, products } = await fullest(request);
    await page.goto(at(lang, `/fournisseurs/${slug}`));
    const supplier = await jsonLd(page);
    expect(supplier).toMatchObject({ "@context": "https://schema.org", "@type": "Organization", name });
    await page.goto(at(lang, `/produits/${products[0]?.id}`));
    expect(await jsonLd(page)).toMatchObject({
      "@context": "https://schema.org",
      "@type": "Product",
      name: products[0]?.name,
      offers: { "@type": "Offer", seller: { "@type": "Organization", name } },
    });
  });

  test(`names with sharp characters survive their page and its JSON-LD (${lang})`, async ({
    page,
    request,
  }) => {
    const sharp = (await suppliers(request)).filter((one) => /[<>"&=@]/.test(one.name));
    expect(sharp.length).toBeGreaterThan(0);
    for (const { slug, name } of sharp) {
      await page.goto(at(lang, `/fournisseurs/${slug}`));
      await expect(page.getByRole("heading", { level: 1 })).toHaveText(name);
      expect(await jsonLd(page)).toMatchObject({ name });
    }
  });

  test(`an address that leads nowhere offers a search and the way home (${lang})`, async ({ page }) => {
    for (const path of [
      "/nulle-part",
      "/fournisseurs/personne",
      "/produits/1",
      "/garanties/rien",
      "/a/b/c",
    ]) {
      const answer = await page.goto(at(lang, path));
      expect(answer?.status(), path).toBe(404);
      await expect(page.locator("html")).toHaveAttribute("lang", lang);
      await expect(page.locator('main a[href="/"], main a[href="/en"]')).toHaveAttribute(
        "href",
        at(lang, "/"),
      );
      await expect(page.locator('meta[name="robots"]')).toHaveAttribute("content", /noindex/);
    }
    await page.getByRole("searchbox").fill("traiteur");
    await page.getByRole("searchbox").press("Enter");
    await expect(page).toHaveURL(new RegExp(`${at(lang, "/fournisseurs")}\\?q=traiteur$`));
  });

  test(`each page names itself in both languages, at addresses that answer (${lang})`, async ({
    page,
    request,
  }) => {
    const { slug, products } = await fullest(request);
    for (const path of [
      "/",
      "/fournisseurs?q=traiteur&territoire=Rennes",
      `/fournisseurs/${slug}`,
      `/produits/${products[0]?.id}`,
      "/mutualisation",
      "/garanties",
      "/garanties/esus",
      "/glossaire",
      "/api",
      "/mentions-legales",
    ]) {
      await page.goto(at(lang, path));
      const links = await page
        .locator("link[rel=alternate][hreflang]")
        .evaluateAll((all) =>
          all.map((one) => [one.getAttribute("hreflang"), (one as HTMLLinkElement).href] as const),
        );
      expect(links.map(([hreflang]) => hreflang)).toEqual(["fr", "en", "x-default"]);
      for (const [hreflang, href] of links) {
        const answer = await request.get(href, { maxRedirects: 0 });
        expect(answer.status(), href).toBe(200);
        expect(await answer.text(), href).toContain(`<html lang="${hreflang === "en" ? "en" : "fr"}">`);
      }
      const canonical = page.locator("link[rel=canonical]");
      if ((await canonical.count()) > 0) await expect(canonical).toHaveAttribute("href", page.url());
    }
  });

  test(`every internal link of the main pages leads somewhere (${lang})`, async ({ page, request }) => {
    const { slug } = await fullest(request);
    const seen = new Set<string>();
    for (const path of [
      "/",
      "/garanties",
      "/garanties/esat",
      "/glossaire",
      "/api",
      "/a-propos",
      `/fournisseurs/${slug}`,
    ]) {
      await page.goto(at(lang, path));
      const hrefs = await page
        .locator("a[href]")
        .evaluateAll((all) => all.map((one) => (one as HTMLAnchorElement).href));
      const { origin } = new URL(page.url());
      for (const href of hrefs.filter((href) => href.startsWith(origin) && !seen.has(href))) {
        seen.add(href);
        const answer = await request.get(href);
        // The address of machines wants a POST.
        if (!href.endsWith("/graphql")) expect(answer.status(), `${path} → ${href}`).toBe(200);
        const { hash } = new URL(href);
        if (hash)
          expect(await answer.text(), `${path} → ${href}`).toContain(
            ` id="${decodeURIComponent(hash.slice(1))}"`,
          );
      }
    }
  });

  test(`print leaves the navigation out and writes the dates (${lang})`, async ({ page, request }) => {
    const holder = (await suppliers(request)).find((one) =>
      one.guarantees.some(({ level }) => level !== null),
    );
    await page.emulateMedia({ media: "print" });
    await page.goto(at(lang, `/fournisseurs/${holder?.slug}`));
    for (const hidden of [".skip", ".top nav", ".top .lang", ".foot ul"]) {
      await expect(page.locator(hidden).first()).toBeHidden();
    }
    const dated = page.locator("article.guarantee .mark.on").first();
    await expect(dated).toBeVisible();
    await expect(dated).toHaveText(/\d{4}/);

    await page.goto(at(lang, "/fournisseurs?territoire=Rennes&niveau=DECLARED"));
    for (const hidden of [".top nav", ".filters", ".sorts", ".pages"]) {
      await expect(page.locator(hidden).first()).toBeHidden();
    }
    const stamp = page.locator(".stamp[title]").first();
    await expect(stamp).toHaveAttribute("title", /\d{4}/);
    const printed = await stamp.evaluate((element) => getComputedStyle(element, "::after").content);
    expect(printed).toContain(await stamp.getAttribute("title"));
  });
}

test("a choice of each filter gives the number it says", async ({ page }) => {
  const search = "/fournisseurs?q=traiteur&territoire=Rennes";
  await page.goto(search);
  const choices = await page.locator("[id^=facet-] label").evaluateAll((all) =>
    all.map((label) => {
      const input = label.querySelector("input");
      return {
        name: input?.name ?? "",
        value: input?.value ?? "",
        count: /\((\d+)\)\s*$/.exec(label.textContent ?? "")?.[1],
      };
    }),
  );
  expect(choices.length).toBeGreaterThan(5);
  for (const { name, value, count } of choices) {
    await page.goto(`${search}&${new URLSearchParams({ [name]: value })}`);
    await expect(page.locator("#total"), `${name}=${value}`).toHaveText(new RegExp(`^${count}\\s`));
  }
});

async function jsonLd(page: Page): Promise<unknown> {
  return JSON.parse((await page.locator('script[type="application/ld+json"]').textContent()) ?? "");
}
