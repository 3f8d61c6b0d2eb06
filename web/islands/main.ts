// Pages work without this file; it only saves reloads and typing.
import { keepDraft } from "./drafts";
import { redraw } from "./redraw";
import { liveSearch } from "./search";
import { suggest } from "./suggest";

const form = document.querySelector<HTMLFormElement>("form[data-search]");
if (form) liveSearch(form);

for (const input of document.querySelectorAll<HTMLInputElement>("input[data-suggest]")) suggest(input);

for (const form of document.querySelectorAll<HTMLFormElement>("form[data-draft]")) keepDraft(form);

for (const form of document.querySelectorAll<HTMLFormElement>("form.filled")) redraw(form);
