// Who is served is drawn again while one types it; without script a button does.

const PAUSE = 700;
const FIELDS = ["area", "territories", "center", "km"];

export function redraw(form: HTMLFormElement): void {
  const button = form.querySelector<HTMLButtonElement>("button[name=autrement]");
  if (!button || !form.elements.namedItem("territories")) return;
  let waiting: number | undefined;
  let asked = 0;

  const draw = async () => {
    asked += 1;
    const mine = asked;
    const fields = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      if (typeof value === "string") fields.append(name, value);
    }
    fields.set("autrement", button.value);
    const answer = await fetch(location.href, { method: "POST", body: fields }).catch(() => undefined);
    if (!answer?.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (mine !== asked) return;
    const drawn = page.querySelector(".area-map")?.parentElement;
    const held = document.querySelector(".area-map")?.parentElement;
    if (!drawn) held?.remove();
    else if (held) held.replaceWith(drawn);
    else form.before(drawn);
  };

  const later = (event: Event, pause: number) => {
    const { name } = event.target as HTMLInputElement;
    if (!FIELDS.includes(name)) return;
    clearTimeout(waiting);
    waiting = window.setTimeout(draw, pause);
  };
  form.addEventListener("input", (event) => later(event, PAUSE));
  form.addEventListener("change", (event) => later(event, 0));
}
