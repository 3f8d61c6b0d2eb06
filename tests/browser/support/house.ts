// The running program: where it is, what it holds, and what no page of it may do.
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type APIRequestContext, test as base, expect, type Page } from "@playwright/test";

export { expect };
export const PORT = Number(process.env.BDIS_PORT ?? 18_097);
export const ORIGIN = `http://127.0.0.1:${PORT}`;

/** Where the program keeps what it has, letters included. */
export const DATA = join(tmpdir(), `bdis-browser-${PORT}`);

export const LANGS = ["fr", "en"] as const;
export type Lang = (typeof LANGS)[number];

/** A French address in this language. */
export function at(lang: Lang, path: string): string {
  if (lang === "fr") return path;
  return path === "/" ? "/en" : `/en${path}`;
}

/** Fails the test when a page logs an error, breaks its policy, opens a dialog or asks elsewhere. */
export const test = base.extend<{ watched: undefined }>({
  watched: [
    async ({ page }, use) => {
      const wrongs = watch(page);
      await use(undefined);
      expect(wrongs(), "errors, dialogs and requests to other origins").toEqual([]);
    },
    { auto: true },
  ],
});

function watch(page: Page): () => string[] {
  const wrongs: { text: string; url?: string }[] = [];
  const refused = new Set<string>();
  page.on("response", (response) => {
    const document = response.request().resourceType() === "document" || isSearch(response.url());
    if (document && [404, 414, 422, 431].includes(response.status())) refused.add(response.url());
  });
  page.on("console", (message) => {
    if (message.type() === "error") wrongs.push({ text: message.text(), url: message.location().url });
  });
  page.on("pageerror", (error) => wrongs.push({ text: String(error) }));
  page.on("dialog", (dialog) => {
    wrongs.push({ text: `dialog: ${dialog.message()}` });
    void dialog.dismiss();
  });
  page.on("request", (request) => {
    const { origin, protocol } = new URL(request.url());
    if (origin !== ORIGIN && protocol !== "data:" && protocol !== "blob:")
      wrongs.push({ text: request.url() });
  });
  // Chromium logs the status of a refused page, which is as it must be.
  const expected = ({ text, url }: { text: string; url?: string }) =>
    text.startsWith("Failed to load resource") && url !== undefined && refused.has(url);
  return () =>
    wrongs.filter((wrong) => !expected(wrong)).map(({ text, url }) => (url ? `${text} (${url})` : text));
}

function isSearch(url: string): boolean {
  return new URL(url).pathname.endsWith("/fournisseurs");
}

export async function ask<T>(request: APIRequestContext, query: string): Promise<T> {
  const answer = await request.post("/graphql", { data: { query } });
  const { data, errors } = (await answer.json()) as { data: T; errors?: unknown };
  expect(errors).toBeUndefined();
  return data;
}

interface Supplier {
  slug: string;
  name: string;
  products: { id: string; name: string }[];
  guarantees: { level: string | null }[];
}

let known: Promise<Supplier[]> | undefined;

/** Every supplier of the demonstration. */
export function suppliers(request: APIRequestContext): Promise<Supplier[]> {
  known ??= everySupplier(request);
  return known;
}

async function everySupplier(request: APIRequestContext): Promise<Supplier[]> {
  const all: Supplier[] = [];
  let after = "";
  do {
    const { suppliers: page } = await ask<{
      suppliers: { nodes: Supplier[]; pageInfo: { hasNextPage: boolean; endCursor: string } };
    }>(
      request,
      `{ suppliers(sort: NAME, first: 20${after}) { pageInfo { hasNextPage endCursor }
         nodes { slug name products(first: 40) { id name } guarantees { level } } } }`,
    );
    all.push(...page.nodes);
    after = page.pageInfo.hasNextPage ? `, after: "${page.pageInfo.endCursor}"` : "";
  } while (after);
  return all;
}

/** The supplier with the most products. */
export async function fullest(request: APIRequestContext): Promise<Supplier> {
  const [first] = (await suppliers(request)).toSorted((a, b) => b.products.length - a.products.length);
  if (!first) throw new Error("the demonstration has no supplier");
  return first;
}
