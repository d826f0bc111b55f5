// What stands beside the closed bubble: an offer of help, or the message that just came.
interface Tools {
  make: <K extends keyof HTMLElementTagNameMap>(name: K, cls: string, ...children: (Node | string)[]) => HTMLElementTagNameMap[K];
  icon(cls: string, path: string): SVGElement;
  open(): void;
  dismissed(id: string): void;
  no(): string;
}

export function offer(tools: Tools) {
  const text = tools.make("button", "say");
  const no = tools.make("button", "no", tools.icon("", "M6 6l12 12M18 6L6 18"));
  text.type = no.type = "button";
  const element = tools.make("div", "offer", text, no);
  element.hidden = true;
  element.setAttribute("role", "status");
  let shown: string | null = null;
  const hide = () => { element.hidden = true; };
  text.addEventListener("click", () => { if (shown) tools.dismissed(shown); tools.open(); });
  no.addEventListener("click", () => { if (shown) tools.dismissed(shown); hide(); });
  return {
    element, hide,
    // `id`: of an offer, which is not made again once it was answered; null: a message.
    show(what: string, id: string | null) {
      shown = id;
      text.textContent = what;
      no.setAttribute("aria-label", tools.no());
      element.hidden = false;
    },
  };
}
