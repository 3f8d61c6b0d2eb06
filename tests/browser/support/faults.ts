// What no page may have: invalid HTML, faults of accessibility, a page wider than its window.
import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";
import { HtmlValidate } from "html-validate";

const validator = new HtmlValidate({
  extends: ["html-validate:recommended", "html-validate:standard"],
  rules: {
    // Ours to choose, and the same for a browser.
    "no-trailing-whitespace": "off",
    "void-style": "off",
    "doctype-style": "off",
    "long-title": "off",
    "valid-id": ["error", { relaxed: true }],
    // The values of a filter are alternatives of one name.
    "form-dup-name": ["error", { shared: ["radio", "checkbox"] }],
  },
});

export async function faultsOf(html: string): Promise<string[]> {
  const report = await validator.validateString(html);
  return report.results.flatMap(({ messages }) =>
    messages.map(({ ruleId, message, line }) => `line ${line}: ${message} (${ruleId})`),
  );
}

export async function axeFaults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"])
    .analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`));
}

/** What makes the page scroll sideways, if it does. */
export async function sideways(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    return [...document.querySelectorAll("body *")]
      .filter((element) => element.getBoundingClientRect().right > width + 0.5)
      .map((element) => element.outerHTML.slice(0, 120));
  });
}

/** Fails unless the page is valid, accessible and no wider than a narrow and a wide screen. */
export async function sound(page: Page, address: string): Promise<void> {
  for (const width of [320, 1280]) {
    await page.setViewportSize({ width, height: 900 });
    await page.goto(address);
    const raw = await page.request.get(address);
    expect(await faultsOf(await raw.text()), address).toEqual([]);
    expect(await axeFaults(page), `${address} at ${width}`).toEqual([]);
    expect(await sideways(page), `${address} wider than ${width}`).toEqual([]);
  }
}
