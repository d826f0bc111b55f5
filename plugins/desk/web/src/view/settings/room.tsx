// Settings: what is one's own, what the team shares, and what the operator's files say (shown, with the key that changes it).
import { write_place } from "../../route";
import { t } from "../../texts";
import { use_every_change } from "../../use";
import { Icon, type IconName } from "../icons";
import { RoomHead } from "../search_room";
import { Audit } from "./audit";
import { CannedPage, MacrosPage } from "./canned";
import { Labels } from "./labels";
import { Mine } from "./mine";
import { Hours, Overview, People } from "./operator";
import { TwoSteps } from "./two_steps";

interface Page { key: string; icon: IconName; admin?: boolean; view: () => preact.ComponentChildren }
const kPages: Page[] = [
  { key: "overview", icon: "check", view: () => <Overview /> },
  { key: "mine", icon: "me", view: () => <Mine /> },
  { key: "two_steps", icon: "key", view: () => <TwoSteps /> },
  { key: "canned", icon: "chat", view: () => <CannedPage /> },
  { key: "macros", icon: "bolt", view: () => <MacrosPage /> },
  { key: "labels", icon: "tag", view: () => <Labels /> },
  { key: "people", icon: "team", view: () => <People /> },
  { key: "hours", icon: "clock", view: () => <Hours /> },
  { key: "audit", icon: "history", admin: true, view: () => <Audit /> },
];

export function SettingsRoom({ page, on_menu }: { page: string; on_menu: () => void }) {
  const desk = use_every_change();
  const pages = kPages.filter((one) => !one.admin || desk.me.role === "admin");
  const shown = pages.find((one) => one.key === page) ?? pages[0]!;
  return (
    <div class="room-inside">
      <RoomHead title={t("settings")} on_menu={on_menu} />
      <div class="room-body"><div class="settings">
        <nav class="settings-nav" aria-label={t("settings")}>{pages.map((one) => <a key={one.key} href={write_place({ at: "settings", page: one.key })} aria-current={one === shown ? "page" : undefined} onClick={(event) => { if (event.ctrlKey || event.metaKey) return; event.preventDefault(); desk.go({ at: "settings", page: one.key }); }}><Icon name={one.icon} />{t(`settings.${one.key}`)}</a>)}</nav>
        <section class="settings-page" key={shown.key} aria-labelledby="settings-title"><h2 id="settings-title">{t(`settings.${shown.key}`)}</h2>{shown.view()}</section>
      </div></div>
    </div>
  );
}

// What a file owns is shown with the place to change it.
export function Owner({ path }: { path: string }) {
  return <span class="owner"><Icon name="info" size={15} /> {t("settings.owned")} <code>{path}</code></span>;
}
