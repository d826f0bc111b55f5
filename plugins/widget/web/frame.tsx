// The frame's page: takes the launcher's port, draws the screens, keeps the focus where one is.
import { render } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { hasSession, lookAgain } from "./api";
import { attributesAre, close, conversation, goBack, look, pageIs, reset, speakTo, start, store, visitorIs } from "./app";
import { Article } from "./article";
import { kHello, type ToFrame } from "./bridge";
import { Chat, withPerson } from "./chat";
import { config, t } from "./config";
import { History, Home, Results } from "./home";
import { IconButton } from "./icons";
import * as journal from "./journal";
import * as storage from "./storage";
import { readable } from "./theme";

function paint(): void {
  const dark = matchMedia("(prefers-color-scheme: dark)").matches, style = document.documentElement.style;
  const ground = dark ? "#1f2724" : "#eef3f0"; // the strongest ground accent text stands on
  const { accent, on } = readable(config.site.accent, ground);
  style.setProperty("--accent", accent);
  style.setProperty("--on", on);
}

function Bar() {
  const { view, back } = store.use();
  const of = view.name === "chat" ? conversation(view.conversation) : null;
  const person = of && withPerson(of) ? of.handoff?.agent?.name ?? of.assignee?.name : null;
  const title = view.name === "chat" ? person ?? config.site.name : t(view.name === "history" ? "history.title" : view.name === "results" ? "results.bar" : "article.bar");
  return (
    <header class="bar">
      <IconButton name="back" label={t("back")} onClick={goBack} disabled={!back.length && view.name === "home"} />
      <div class="bar-title">{view.name === "chat" ? <h1 tabIndex={-1} data-focus>{title}</h1> : <p>{title}</p>}{view.name === "chat" ? <small>{t(person ? "chat.with-person" : "chat.with-us")}</small> : null}</div>
      <IconButton name="close" label={t("close")} onClick={close} />
    </header>
  );
}

function App() {
  const { view, open, said } = store.use();
  const root = useRef<HTMLDivElement>(null);
  const place = view.name === "article" ? view.hit.url : view.name === "results" ? view.query : view.name;
  // A new screen takes the focus, so that it is read from its start; a keyboard on a phone stays away until asked for.
  useLayoutEffect(() => {
    if (!open) return;
    const composer = root.current?.querySelector<HTMLElement>("[data-composer]:not(:disabled)");
    const target = composer && !matchMedia("(pointer: coarse)").matches ? composer : root.current?.querySelector<HTMLElement>("[data-focus]");
    target?.focus({ preventScroll: true });
  }, [place, open]);
  useEffect(look, [view, open]);
  return (
    <div class="frame" ref={root}>
      {view.name === "home" ? <Home /> : (
        <main class={`screen ${view.name}`}>
          <Bar />
          {view.name === "chat" ? <Chat key={view.conversation ?? "new"} id={view.conversation} />
            : <div class="scroll page" key={place}>{view.name === "results" ? <Results query={view.query} /> : view.name === "history" ? <><h1 class="hidden" tabIndex={-1} data-focus>{t("history.title")}</h1><History /></> : <Article hit={view.hit} />}</div>}
        </main>
      )}
      <div class="hidden" aria-live="polite">{said}</div>
    </div>
  );
}

let port: MessagePort | null = null;
function hear(message: ToFrame): void {
  switch (message.type) {
    case "hello":
      storage.lend(message.kept ?? {}, (key, value) => port?.postMessage({ type: "keep", key, value }));
      if (storage.isBlocked) { lookAgain(); if (hasSession()) void start(); }
      journal.around({ page: new URL(message.page.url || location.href).pathname, shared: message.shared });
      store.set({ open: message.open, full: message.full });
      pageIs(message.page);
      if (Object.keys(message.attributes).length) attributesAre(message.attributes);
      if (message.visitor) visitorIs(message.visitor);
      break;
    case "open": store.set({ open: true, ...(message.draft && { draft: message.draft }) }); break;
    case "closed": store.set({ open: false }); break;
    case "full": store.set({ full: message.full }); break;
    case "page": journal.around({ page: new URL(message.page.url).pathname, shared: journal.isShared() }); pageIs(message.page); break;
    case "visitor": visitorIs(message.visitor); break;
    case "attributes": attributesAre(message.attributes); break;
    case "inside": journal.goesOn(); break;
    case "reset": void reset(); break;
  }
}

// From our parent alone, and only where the operator lets it: the frame's policy says the same to the browser.
addEventListener("message", (event) => {
  if (event.source !== parent || event.data !== kHello || !event.ports[0]) return;
  if (event.origin !== location.origin && !config.allowed.includes(event.origin)) return;
  port = event.ports[0];
  port.onmessage = ({ data }: { data: ToFrame }) => hear(data);
  speakTo((message) => port?.postMessage(message));
  port.postMessage({ type: "ready" });
});

addEventListener("keydown", (event) => { if (event.key === "Escape" && !event.defaultPrevented) close(); });
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paint);
paint();
render(<App />, document.body);
if (hasSession()) void start();
