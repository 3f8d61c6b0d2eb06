// Two ways to use a page, so that one journey is told once.
import { expect, type Locator, type Page } from "@playwright/test";

export interface Hands {
  page: Page;
  press(link: Locator): Promise<void>;
  type(field: Locator, text: string): Promise<void>;
  tick(box: Locator): Promise<void>;
}

/** The keyboard and nothing else; each stop must show where it is. */
export function byKeyboard(page: Page): Hands {
  const keys = page.keyboard;
  return {
    page,
    async press(link) {
      await reach(page, link);
      await keys.press("Enter");
    },
    async type(field, text) {
      await reach(page, field);
      await keys.press("Control+A");
      await keys.type(text);
    },
    // The list is asked again at once: the tick stays, and so does the focus.
    async tick(box) {
      const name = await box.getAttribute("name");
      const value = await box.getAttribute("value");
      if ((await box.getAttribute("type")) === "radio") {
        await reach(page, page.locator(`input[name="${name}"]:checked`));
        await keys.press("ArrowDown");
      } else {
        await reach(page, box);
        await keys.press("Space");
      }
      await expect(page).toHaveURL(new RegExp(`[?&]${name}=${value}`));
      const again = page.locator(`input[name="${name}"][value="${value}"]`);
      await expect(again).toBeChecked();
      await expect(again).toBeFocused();
    },
  };
}

export function withPointer(page: Page): Hands {
  return {
    page,
    press: (link) => link.click(),
    type: (field, text) => field.fill(text),
    tick: (box) => box.check(),
  };
}

/** Tabs to an element, as far as the page goes round. */
async function reach(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible();
  for (let stops = 0; stops < 400; stops += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) {
      const outline = await target.evaluate((element) => getComputedStyle(element).outlineStyle);
      expect(outline, "the focus shows").not.toBe("none");
      return;
    }
    await page.keyboard.press("Tab");
  }
  throw new Error(`the keyboard doesn't reach ${target}`);
}

/** How many suppliers the page says it found. */
export async function total(page: Page): Promise<number> {
  const heading = page.locator("#total");
  await expect(heading).toHaveText(/\d/);
  return Number((await heading.innerText()).replace(/\D/g, ""));
}
