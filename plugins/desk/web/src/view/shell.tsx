// The whole window: lists, conversation, context; content and settings beside them; what floats above.
import { useEffect, useState } from "preact/hooks";
import { keys } from "../keys";
import { t } from "../texts";
import { use_every_change } from "../use";
import { commands } from "./commands";
import { ContentRoom } from "./content/room";
import { ContextPane } from "./context_pane";
import { ConversationPane } from "./conversation_pane";
import { Help } from "./help";
import { ListPane } from "./list_pane";
import { Nav } from "./nav";
import { Offers } from "./offers";
import { Palette } from "./palette";
import { PluginPage } from "./plugin_page";
import { SearchRoom } from "./search_room";
import { SettingsRoom } from "./settings/room";
import { Toasts } from "./toasts";

export function Shell() {
  const desk = use_every_change();
  const [open, set_open] = useState<"palette" | "help" | "nav" | null>(null);
  useEffect(() => {
    const drop = keys.add(commands(desk, (what) => set_open(what)));
    const press = (event: KeyboardEvent) => keys.press(event);
    addEventListener("keydown", press);
    return () => { drop(); removeEventListener("keydown", press); };
  }, [desk]);
  const { place } = desk;
  const unread = desk.list_unread();
  useEffect(() => { document.title = `${unread ? `(${unread}) ` : ""}${t("title")} · ${desk.site.name}`; }, [unread]);
  const pane = place.at === "inbox" ? place.pane : "list";
  return (
    <div class={`desk at-${place.at} pane-${pane}`}>
      <a class="skip" href="#main" onClick={(event) => { event.preventDefault(); (document.querySelector<HTMLElement>(".thread") ?? document.getElementById("main"))?.focus(); }}>{t("skip")}</a>
      <Nav open={open === "nav"} on_close={() => set_open(null)} on_palette={() => set_open("palette")} />
      {place.at === "inbox" && <main id="main" class="inbox" tabIndex={-1}>
        <h1 class="hidden">{t("title")} · {desk.site.name}</h1>
        <ListPane on_menu={() => set_open("nav")} />
        <section class="conversation-pane" aria-label={t("conversation")}><ConversationPane /></section>
        <ContextPane />
      </main>}
      {place.at === "search" && <main id="main" class="room" tabIndex={-1}><SearchRoom q={place.q} on_menu={() => set_open("nav")} /></main>}
      {place.at === "content" && <main id="main" class="room" tabIndex={-1}><ContentRoom on_menu={() => set_open("nav")} /></main>}
      {place.at === "settings" && <main id="main" class="room" tabIndex={-1}><SettingsRoom page={place.page} on_menu={() => set_open("nav")} /></main>}
      {place.at === "plugin" && <main id="main" class="room" tabIndex={-1}><PluginPage id={place.id} path={place.path} on_menu={() => set_open("nav")} /></main>}
      <ConnectionBar />
      <Offers />
      <Toasts />
      {open === "palette" && <Palette on_close={() => set_open(null)} />}
      {open === "help" && <Help on_close={() => set_open(null)} />}
      <div class="hidden" aria-live="polite" role="status">{desk.notices.spoken}</div>
    </div>
  );
}

// Honest about the line: what is typed is safe, and when it goes on by itself.
function ConnectionBar() {
  const desk = use_every_change();
  const [late, set_late] = useState(false);
  const { connection } = desk;
  useEffect(() => {
    set_late(false);
    if (connection === "live" || connection === "signed_out") return;
    const timer = setTimeout(() => set_late(true), 2500);
    return () => clearTimeout(timer);
  }, [connection === "live", connection === "signed_out"]);
  if (connection === "signed_out")
    return <div class="line-bar" role="alert">{t("line.signed_out")} <a href={`/signin?next=${encodeURIComponent(location.pathname + location.search)}`}>{t("line.sign_in")}</a></div>;
  if (connection === "live" || !late) return null;
  const unsent = desk.outbox.unsent;
  return <div class="line-bar" role="status">{t("line.offline")}{unsent > 0 && ` ${t("line.unsent", { n: unsent })}`} <button type="button" class="link" onClick={() => desk.live.hurry()}>{t("line.try")}</button></div>;
}
