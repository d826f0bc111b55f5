// Settings: what is one's own, what the team shares, and what the operator's files say (shown, with the key that changes it).
import { write_place } from "../../route";
import { t } from "../../texts";
import { use_every_change } from "../../use";
import { Icon, type IconName } from "../icons";
import { RoomHead } from "../search_room";
import { Mine } from "./mine";

interface Page { key: string; icon: IconName; admin?: boolean; view: () => preact.ComponentChildren }
const kPages: Page[] = [
  { key: "mine", icon: "me", view: () => <Mine /> },
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
