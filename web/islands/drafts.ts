// What someone writes is kept while they write it, and when they leave; the page works without.

const PAUSE = 1500;
/** So long at most, however fast they write. */
const LONGEST = 5000;
/** What a browser sends on from a page that is gone. */
const SENT_ON = 60_000;

export function keepDraft(form: HTMLFormElement): void {
  const place = form.dataset.draft;
  if (!place) return;
  const said = document.createElement("span");
  said.setAttribute("role", "status");
  said.className = "soft";
  said.textContent = form.dataset.keeps ?? "";
  form.querySelector(".acts")?.append(said);
  let waiting: number | undefined;
  /** Since when something isn't kept. */
  let since = 0;
  let sent = false;

  const keep = async () => {
    clearTimeout(waiting);
    if (sent || !since) return;
    since = 0;
    const fields = new URLSearchParams({ brouillon: place });
    for (const [name, value] of new FormData(form)) {
      if (typeof value === "string" && name !== "faire") fields.append(name, value);
    }
    const keepalive = fields.toString().length < SENT_ON;
    const asked = fetch("/espace/brouillons", { method: "POST", body: fields, keepalive });
    const answer = await asked.catch(() => undefined);
    if (!answer?.ok) since ||= Date.now();
    said.textContent = answer?.ok && !since ? (form.dataset.kept ?? "") : "";
  };

  form.addEventListener("input", () => {
    said.textContent = "";
    since ||= Date.now();
    clearTimeout(waiting);
    waiting = window.setTimeout(keep, Math.min(PAUSE, since + LONGEST - Date.now()));
  });
  form.addEventListener("submit", () => {
    sent = true;
    clearTimeout(waiting);
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") keep();
  });
  window.addEventListener("pagehide", keep);
  window.addEventListener("pageshow", () => {
    sent = false;
  });
}
