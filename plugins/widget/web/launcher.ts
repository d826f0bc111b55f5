// The bubble on the business's page: <script src="…/widget.js" data-inbox="default" async></script>. It draws in a closed
// shadow root, asks for nothing until somebody wants it, and hands everything else to an iframe of our own origin.
import css from "./launcher.css?text";
import { offer } from "./offers";
import { kHello, type Page, type ToFrame, type ToLauncher, type Visitor } from "./bridge";
import { speakChatwoot } from "./chatwoot";
import { readable } from "./theme";

export interface LauncherConfig {
  accent: string;
  default_locale: string;
  position: "right" | "left";
  eager: boolean; // load the frame while the page rests
  texts: Record<string, Record<string, string>>;
}
declare const patchbayConfig: LauncherConfig; // around this script, by the server

export interface Api {
  open(): void;
  close(): void;
  toggle(): void;
  setUser(visitor: string | (Partial<Visitor> & { identity?: string })): void;
  setCustomAttributes(attributes: Record<string, unknown>): void;
  setLocale(locale: string): void;
  reset(): void;
  on(name: string, work: (detail: unknown) => void): void;
  off(name: string, work: (detail: unknown) => void): void;
  readonly isOpen: boolean;
}

const kPhone = "(max-width: 520px), (max-height: 480px)";

// What this site's page remembers: that there is a conversation, and which offers were dismissed. Memory where it is blocked.
export function memory(inbox: string) {
  const key = `patchbay:${inbox}`;
  let kept: { known?: boolean; dismissed?: string[]; kept?: Record<string, string> } = {};
  try { kept = JSON.parse(localStorage.getItem(key) ?? "{}") ?? {}; } catch { /* blocked */ }
  return {
    get: () => kept,
    set(change: typeof kept) {
      kept = { ...kept, ...change };
      try { localStorage.setItem(key, JSON.stringify(kept)); } catch { /* blocked */ }
    },
  };
}

function launch(script: HTMLScriptElement): void {
  const config = patchbayConfig, origin = new URL(script.src).origin;
  const inbox = script.dataset.inbox || "default";
  const store = memory(inbox);
  let locale = pick(script.dataset.locale || document.documentElement.lang || navigator.language);
  let texts = config.texts[locale]!;
  let visitor: Visitor | null = null;
  let attributes: Record<string, unknown> = {};
  let port: MessagePort | null = null;
  let frame: HTMLIFrameElement | null = null;
  let isOpen = false, unread = 0, title = "";
  const listeners = new Map<string, Set<(detail: unknown) => void>>();

  function pick(wanted: string): string {
    for (const one of [wanted, wanted.split("-")[0]!]) if (config.texts[one]) return one;
    return config.texts[config.default_locale] ? config.default_locale : Object.keys(config.texts)[0]!;
  }

  // ---- what is drawn ----
  const host = document.createElement("div");
  host.id = "patchbay-widget";
  const root = host.attachShadow({ mode: "closed" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  root.adoptedStyleSheets = [sheet];
  const make = <K extends keyof HTMLElementTagNameMap>(name: K, cls: string, ...children: (Node | string)[]) => {
    const element = document.createElement(name);
    if (cls) element.className = cls;
    element.append(...children);
    return element;
  };
  const icon = (cls: string, path: string) => {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    svg.setAttribute("class", cls);
    const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
    line.setAttribute("d", path);
    svg.append(line);
    return svg;
  };
  const badge = make("span", "badge");
  badge.hidden = true;
  const bubble = make("button", "bubble", icon("talk", "M21 11.5a8.4 8.4 0 0 1-8.5 8.3 8.7 8.7 0 0 1-3.9-.9L3.5 20.5l1.5-4.7a8 8 0 0 1-1-4.3A8.4 8.4 0 0 1 12.5 3.2 8.4 8.4 0 0 1 21 11.5Z"), icon("down", "M6 9l6 6 6-6"), badge);
  bubble.type = "button";
  bubble.setAttribute("aria-expanded", "false");
  const panel = make("div", "panel");
  const box = make("div", "box" + (config.position === "left" ? " left" : ""), panel, bubble);
  root.append(box);
  const dark = matchMedia("(prefers-color-scheme: dark)"), phone = matchMedia(kPhone);
  const paint = () => {
    const { accent, on } = readable(config.accent, dark.matches ? "#121715" : "#ffffff");
    box.style.setProperty("--accent", accent);
    box.style.setProperty("--on", on);
  };
  dark.addEventListener("change", paint);
  paint();

  function label(): void {
    const open = unread ? `${texts.open} (${(unread === 1 ? texts.unread_one : texts.unread)!.replace("{n}", String(unread))})` : texts.open!;
    bubble.setAttribute("aria-label", isOpen ? texts.close! : open);
    box.lang = locale;
    panel.setAttribute("aria-label", texts.title!);
    if (frame) frame.title = texts.title!;
  }

  // Full screen it is a dialog that keeps the focus; beside the page it is a region like any other.
  const edges = [make("span", "edge"), make("span", "edge")];
  edges.forEach((edge) => { edge.tabIndex = -1; edge.setAttribute("aria-hidden", "true"); edge.addEventListener("focus", () => frame?.focus()); });
  function shape(): void {
    const full = phone.matches;
    box.classList.toggle("full", full);
    panel.setAttribute("role", full ? "dialog" : "region");
    if (full) panel.setAttribute("aria-modal", "true");
    else panel.removeAttribute("aria-modal");
    edges.forEach((edge) => { edge.tabIndex = full && isOpen ? 0 : -1; });
    tell({ type: "full", full });
  }
  phone.addEventListener("change", shape);

  // ---- the frame ----
  function tell(message: ToFrame): void { port?.postMessage(message); }
  const page = (): Page => ({ url: location.href.split("#")[0]!, title: title || document.title });

  function load(): void {
    if (frame) return;
    frame = make("iframe", "");
    frame.title = texts.title!;
    frame.allow = `microphone ${origin}; autoplay ${origin}; clipboard-write ${origin}`;
    frame.src = `${origin}/widget/frame?inbox=${encodeURIComponent(inbox)}&locale=${encodeURIComponent(locale)}`;
    const loading = frame;
    loading.addEventListener("load", () => {
      const channel = new MessageChannel();
      port?.close();
      port = channel.port1;
      port.onmessage = ({ data }: { data: ToLauncher }) => heard(data);
      loading.contentWindow?.postMessage(kHello, origin, [channel.port2]);
      tell({ type: "hello", page: page(), visitor, attributes, open: isOpen, full: phone.matches, shared: "patchbayJourney" in window, kept: store.get().kept ?? {} });
    });
    panel.append(edges[0]!, frame, edges[1]!);
  }
  const reload = () => { frame?.remove(); frame = null; port?.close(); port = null; if (isOpen || store.get().known || config.eager) load(); };

  function heard(message: ToLauncher): void {
    switch (message.type) {
      case "ready": say("ready", undefined); break;
      case "close": close(); break;
      case "known": store.set({ known: message.known }); break;
      case "offer": if (!isOpen && !unread && !store.get().dismissed?.includes(message.id)) offers.show(message.text, message.id); break;
      case "keep": {
        const { [message.key]: _old, ...kept } = store.get().kept ?? {};
        store.set({ kept: message.value === null ? kept : { ...kept, [message.key]: message.value } });
        break;
      }
      case "unread": setUnread(message.count, message.preview); break;
      case "message": say("message", message.message); break;
      case "error": say("error", message.detail); break;
    }
  }

  // ---- what is unread ----
  function setUnread(count: number, preview: string): void {
    const more = count > unread;
    unread = count;
    badge.textContent = count > 99 ? "99+" : String(count);
    badge.hidden = !count;
    label();
    if (!title && count) title = document.title;
    if (title) document.title = count ? `(${count}) ${title}` : title;
    if (!count) title = "";
    if (more && preview && !isOpen) offers.show(preview, null);
    if (!count) offers.hide();
    say("unread", count);
  }

  // ---- open and close ----
  function open(): void {
    if (isOpen) return;
    load();
    isOpen = true;
    box.classList.add("open");
    bubble.setAttribute("aria-expanded", "true");
    offers.hide();
    label();
    shape();
    if (phone.matches) document.documentElement.style.setProperty("overflow", "hidden");
    frame!.focus();
    tell({ type: "open" });
    say("open", undefined);
  }
  function close(): void {
    if (!isOpen) return;
    isOpen = false;
    box.classList.remove("open");
    bubble.setAttribute("aria-expanded", "false");
    document.documentElement.style.removeProperty("overflow");
    label();
    shape();
    bubble.focus();
    tell({ type: "closed" });
    say("close", undefined);
  }
  bubble.addEventListener("click", () => (isOpen ? close() : open()));
  for (const soon of ["pointerenter", "focus", "touchstart"]) bubble.addEventListener(soon, load, { once: true, passive: true });
  const offers = offer({ make, icon, open, dismissed: (id) => store.set({ dismissed: [...(store.get().dismissed ?? []), id].slice(-50) }), no: () => texts.dismiss! });
  box.prepend(offers.element);

  // ---- what the page may ask for ----
  function say(name: string, detail: unknown): void { listeners.get(name)?.forEach((work) => { try { work(detail); } catch (error) { console.error(error); } }); }
  const api: Api = {
    open, close, toggle: () => (isOpen ? close() : open()),
    get isOpen() { return isOpen; },
    setUser(who) {
      visitor = typeof who === "string" ? { identity: who } : { ...who, identity: who.identity ?? null };
      load();
      tell({ type: "visitor", visitor });
    },
    setCustomAttributes(more) { attributes = { ...attributes, ...more }; tell({ type: "attributes", attributes: more }); },
    setLocale(wanted) {
      const next = pick(wanted);
      if (next === locale) return;
      locale = next;
      texts = config.texts[locale]!;
      label();
      reload();
    },
    reset() {
      visitor = null;
      attributes = {};
      store.set({ known: false, kept: {} });
      setUnread(0, "");
      close();
      load();
      tell({ type: "reset" });
    },
    on(name, work) { if (!listeners.has(name)) listeners.set(name, new Set()); listeners.get(name)!.add(work); },
    off(name, work) { listeners.get(name)?.delete(work); },
  };
  (window as unknown as { patchbay: Api }).patchbay = api;
  if (script.dataset.compat === "chatwoot") speakChatwoot(api, (shown) => { bubble.hidden = !shown; });

  // A page that changes its address without loading, and one that leads to the next page of the site.
  let seen = location.href;
  const look = () => { if (location.href !== seen) { seen = location.href; tell({ type: "page", page: page() }); } };
  addEventListener("popstate", look);
  setInterval(look, 1000);
  addEventListener("click", (event) => {
    const link = (event.target as Element | null)?.closest?.("a[href]") as HTMLAnchorElement | null;
    if (link && link.origin === location.origin) tell({ type: "inside" });
  });
  addEventListener("submit", () => tell({ type: "inside" }));

  label();
  shape();
  document.body.append(host);
  if (store.get().known || config.eager) (window.requestIdleCallback ?? ((work: () => void) => setTimeout(work, 1500)))(load);
  dispatchEvent(new CustomEvent("patchbay:ready"));
}

const script = document.currentScript as HTMLScriptElement | null;
if (script && !document.getElementById("patchbay-widget")) {
  if (document.body) launch(script);
  else addEventListener("DOMContentLoaded", () => launch(script));
}
