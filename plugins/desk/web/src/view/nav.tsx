// The left edge: where one can go, with live counts, and who one is.
import { useEffect, useRef } from "preact/hooks";
import { drop_filter, set_presence } from "../actions";
import { write_place, type Place } from "../route";
import { number, t } from "../texts";
import { use_every_change } from "../use";
import { channel_icon, Icon, icon_or, type IconName } from "./icons";
import { Avatar, Menu } from "./parts";

interface ItemProps { place: Place; icon: IconName; label: string; count?: number | string | undefined; strong?: boolean; current: boolean; on_go: (place: Place) => void; children?: preact.ComponentChildren }
function Item({ place, icon, label, count, strong, current, on_go, children }: ItemProps) {
  return (
    <li class="nav-item">
      <a href={write_place(place)} class={`nav-link ${strong ? "has-new" : ""}`} aria-current={current ? "page" : undefined} title={label} onClick={(event) => { if (event.ctrlKey || event.metaKey || event.shiftKey) return; event.preventDefault(); on_go(place); }}>
        <Icon name={icon} /><span class="nav-label">{label}</span>
        {count !== undefined && count !== 0 && <span class="count">{typeof count === "number" ? number(count) : count}</span>}
      </a>
      {children}
    </li>
  );
}

export function Nav({ open, on_close, on_palette }: { open: boolean; on_close: () => void; on_palette: () => void }) {
  const desk = use_every_change();
  const box = useRef<HTMLElement>(null);
  useEffect(() => {
    if (!open) return;
    const before = document.activeElement as HTMLElement | null;
    box.current?.querySelector<HTMLElement>("a,button")?.focus();
    const press = (event: KeyboardEvent) => { if (event.key === "Escape") { event.preventDefault(); on_close(); } };
    addEventListener("keydown", press, true);
    return () => { removeEventListener("keydown", press, true); before?.focus(); };
  }, [open]);
  const { counts, place } = desk;
  const go = (to: Place) => { on_close(); if (to.at === "inbox") desk.show_list(to.list); else desk.go(to); };
  const list = (key: string): Place => ({ at: "inbox", list: key, number: null, pane: "list" });
  const at = (key: string) => place.at === "inbox" && place.list === key;
  const channels = Object.entries(counts.by_channel), teams = Object.entries(counts.by_team).filter(([name]) => name !== "");
  return (
    <nav ref={box} class={`nav ${open ? "open" : ""}`} aria-label={t("nav")}>
      <div class="nav-top">
        <span class="brand clip">{desk.site.name}</span>
        <button type="button" class="button quiet bare" title={`${t("palette")} (Ctrl K)`} aria-label={t("palette")} onClick={() => { on_close(); on_palette(); }}><Icon name="search" /></button>
      </div>
      <div class="nav-scroll">
        <ul>
          <Item place={list("mine")} icon="me" label={t("list.mine")} count={counts.mine} current={at("mine")} on_go={go} />
          <Item place={list("unassigned")} icon="inbox" label={t("list.unassigned")} count={counts.unassigned} strong={counts.unassigned > 0} current={at("unassigned")} on_go={go} />
          <Item place={list("all")} icon="chat" label={t("list.all")} count={counts.all} current={at("all")} on_go={go} />
          <Item place={list("due")} icon="clock" label={t("list.due")} count={counts.due} current={at("due")} on_go={go} />
          <Item place={list("snoozed")} icon="moon" label={t("list.snoozed")} count={counts.snoozed} current={at("snoozed")} on_go={go} />
          <Item place={list("resolved")} icon="check" label={t("list.resolved")} current={at("resolved")} on_go={go} />
        </ul>
        {desk.filters.length > 0 && <Group title={t("nav.filters")}>
          {desk.filters.map((one) => {
            const counted = desk.list_for(one.filter, `filter:${one.id}`), rows = counted.refresh().length;
            return (
              <Item key={one.id} place={list(`filter:${one.id}`)} icon="filter" label={one.name} count={counted.done ? rows : rows ? `${rows}+` : undefined} current={at(`filter:${one.id}`)} on_go={go}>
                <button type="button" class="nav-drop" aria-label={t("filter.drop", { name: one.name })} title={t("filter.drop", { name: one.name })} onClick={() => void drop_filter(desk, one.id)}><Icon name="close" size={14} /></button>
              </Item>
            );
          })}
        </Group>}
        {channels.length > 1 && <Group title={t("nav.channels")}>
          {channels.map(([name, count]) => <Item key={name} place={list(`channel:${name}`)} icon={channel_icon(name)} label={t(`channel.${name}`) === `channel.${name}` ? name : t(`channel.${name}`)} count={count} current={at(`channel:${name}`)} on_go={go} />)}
        </Group>}
        {teams.length > 0 && <Group title={t("nav.teams")}>
          {teams.map(([name, count]) => <Item key={name} place={list(`team:${name}`)} icon="team" label={name} count={count} current={at(`team:${name}`)} on_go={go} />)}
        </Group>}
        {(desk.pages.length > 0 || desk.editors.length > 0) && <Group title={t("nav.more")}>
          {desk.editors.length > 0 && <Item place={{ at: "content", editor: null, id: null, tab: "all" }} icon="book" label={t("content")} current={place.at === "content"} on_go={go} />}
          {desk.pages.map((page) => <Item key={page.id + page.url} place={{ at: "plugin", id: page.id, path: page.url.replace(/^\//, "") }} icon={icon_or(page.icon, "chart")} label={page.title} current={place.at === "plugin" && `/${place.path}` === page.url} on_go={go} />)}
        </Group>}
      </div>
      <ul class="nav-foot">
        <Item place={{ at: "settings", page: "overview" }} icon="gear" label={t("settings")} current={place.at === "settings"} on_go={go} />
        <li class="me">
          <Avatar name={desk.me.name || desk.me.email} kind="agent" size={28} />
          <span class="clip nav-label">{desk.me.name || desk.me.email}</span>
          <Menu label={t("presence")} class="presence-menu" text={<><span class={`dot ${desk.presence}`} aria-hidden="true" /><span class="nav-label">{t(`presence.${desk.presence}`)}</span></>} align="end" choices={[
            { id: "online", label: t("presence.online"), checked: desk.presence === "online", run: () => void set_presence(desk, "online") },
            { id: "away", label: t("presence.away"), checked: desk.presence === "away", run: () => void set_presence(desk, "away") },
            { id: "help-centre", label: t("nav.help_centre"), icon: "globe", divider: true, run: () => open_site() },
            { id: "out", label: t("nav.sign_out"), icon: "share", run: () => void sign_out() },
          ]} />
        </li>
      </ul>
    </nav>
  );
}

function Group({ title, children }: { title: string; children: preact.ComponentChildren }) {
  return <><h2 class="nav-title">{title}</h2><ul>{children}</ul></>;
}
const open_site = () => void window.open("/", "_blank", "noopener");
const sign_out = async () => { await fetch("/api/v1/logout", { method: "POST" }).catch(() => {}); location.assign("/signin?next=/desk/"); };
