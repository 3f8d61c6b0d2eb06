// Those one can sign in as on the demonstration territory.
import { createHmac } from "node:crypto";
import type { Page } from "@playwright/test";
import { expect } from "./house.ts";

export const PASSWORD = "quatre mouettes au marché";

/** The code of this half minute (RFC 6238). */
export function codeOf(secret: string): string {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...secret].map((letter) => letters.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const moment = Buffer.alloc(8);
  moment.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const hash = createHmac("sha1", key).update(moment).digest();
  const place = (hash.at(-1) ?? 0) & 15;
  return String((hash.readUInt32BE(place) & 0x7fff_ffff) % 1_000_000).padStart(6, "0");
}

async function asked(page: Page, query: string, variables: object): Promise<Record<string, unknown>> {
  const answer = await page.request.post("/graphql", { data: { query, variables } });
  return ((await answer.json()) as { data: Record<string, unknown> }).data ?? {};
}

export async function signIn(page: Page, email: string): Promise<void> {
  await page.goto("/connexion");
  await page.locator("[name=email]").fill(email);
  await page.locator("[name=password]").fill(PASSWORD);
  await page.locator("main button[type=submit]").click();
  await expect(page).toHaveURL(/\/espace$/);
}

/** Signs in someone who moderates or administrates; their second factor is added the first time. */
export async function signInEntrusted(page: Page, email: string, secrets: Map<string, string>): Promise<void> {
  await page.goto("/connexion");
  await page.locator("[name=email]").fill(email);
  await page.locator("[name=password]").fill(PASSWORD);
  await page.locator("main button[type=submit]").click();
  const secret = secrets.get(email);
  if (secret) {
    await page.locator("[name=code]").fill(codeOf(secret));
    await page.locator("main button[type=submit]").click();
  } else {
    await expect(page).toHaveURL(/\/espace$/);
    const begin = "mutation($p: String!) { beginSecondFactor(password: $p) { secret } }";
    const begun = (await asked(page, begin, { p: PASSWORD })).beginSecondFactor as { secret: string };
    const confirm = "mutation($c: String!) { confirmSecondFactor(code: $c) }";
    expect((await asked(page, confirm, { c: codeOf(begun.secret) })).confirmSecondFactor).toBeTruthy();
    secrets.set(email, begun.secret);
  }
}
