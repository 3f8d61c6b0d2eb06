// What someone writes is kept while they write it; the page works without.

const PAUSE = 1500;

export function keepDraft(form: HTMLFormElement): void {
  const place = form.dataset.draft;
  if (!place) return;
  const said = document.createElement("span");
  said.setAttribute("role", "status");
  said.className = "soft";
  form.querySelector(".acts")?.append(said);
  let waiting: number | undefined;
  let sent = false;

  const keep = async () => {
    if (sent) return;
    const fields = new URLSearchParams({ brouillon: place });
    for (const [name, value] of new FormData(form)) {
      if (typeof value === "string" && name !== "faire") fields.append(name, value);
    }
    const answer = await fetch("/espace/brouillons", { method: "POST", body: fields }).catch(() => undefined);
    said.textContent = answer?.ok ? (form.dataset.kept ?? "") : "";
  };

  form.addEventListener("input", () => {
    said.textContent = "";
    clearTimeout(waiting);
    waiting = window.setTimeout(keep, PAUSE);
  });
  form.addEventListener("submit", () => {
    sent = true;
    clearTimeout(waiting);
  });
}
