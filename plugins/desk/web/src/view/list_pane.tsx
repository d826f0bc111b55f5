// The list of conversations: only the rows one can see are drawn, so ten thousand cost as much as ten.
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { assign, bulk, save_filter, set_labels } from "../actions";
import { filter_of } from "../lists";
import type { Conversation, Filter, Sort } from "../model";
import { write_place } from "../route";
import { relative, t, tn } from "../texts";
import { the_desk, use_desk, use_every_change } from "../use";
import { FilterDialog } from "./filter_dialog";
import { channel_icon, Icon } from "./icons";
import { Ago, Avatar, Button, Empty, Loading, Menu } from "./parts";

const kRow = 76, kBeyond = 6, kStep = 4;

export function list_title(key: string, filters: { id: string; name: string }[]): string {
  const [kind, ...rest] = key.split(":"), value = rest.join(":");
  if (!value) return t(`list.${kind}`);
  if (kind === "filter") return filters.find((one) => one.id === value)?.name ?? t("nav.filters");
  return kind === "channel" && t(`channel.${value}`) !== `channel.${value}` ? t(`channel.${value}`) : value;
}

export function ListPane({ on_menu }: { on_menu: () => void }) {
  const desk = use_every_change();
  const [editing, set_editing] = useState(false);
  const list = desk.list!;
  const rows = list.refresh();
  const key = list.kind.key;
  const sorts: Sort[] = ["latest", "waiting", "due"];
  return (
    <section class="list-pane" aria-label={t("conversations")}>
      <header class="list-head">
        <Button icon="menu" label={t("nav.open")} quiet class="menu-button" onClick={on_menu} />
        <h2 class="clip">{list_title(key, desk.filters)}</h2>
        <Button icon="filter" label={t("filter.new")} quiet onClick={() => set_editing(true)} />
        <Menu label={t("sort")} icon="down" align="end" choices={sorts.map((sort) => ({ id: sort, label: t(`sort.${sort}`), checked: desk.settings.sort === sort, run: () => desk.set_settings({ sort }) }))} />
      </header>
      {desk.selected.size > 0 && <BulkBar />}
      {!desk.ready && rows.length === 0 ? <Loading /> : rows.length === 0 && list.done
        ? <Empty icon="check" title={t(key === "mine" ? "list.empty.mine" : key === "unassigned" ? "list.empty.unassigned" : "list.empty")} more={t("list.empty.more")} />
        : rows.length === 0 && list.failed ? <Empty icon="warn" title={t("list.failed")} more={list.failed}><Button label={t("again")} onClick={() => void list.more()} /></Empty>
        : <Rows key={key} rows={rows} />}
      {editing && <FilterDialog start={filter_of(key, desk.filters)} on_close={() => set_editing(false)} on_save={(name, filter: Filter) => { set_editing(false); void save_filter(desk, name, filter).then(() => { const made = desk.filters[desk.filters.length - 1]; if (made) desk.show_list(`filter:${made.id}`); }); }} />}
    </section>
  );
}

function Rows({ rows }: { rows: string[] }) {
  const desk = the_desk();
  const box = useRef<HTMLDivElement>(null);
  const [view, set_view] = useState({ from: 0, rows: 12 });
  const list = desk.list!;
  const current = desk.conversation?.id;
  useLayoutEffect(() => {
    const element = box.current!;
    // Drawn again each few rows, not at each pixel.
    const measure = () => {
      const from = Math.floor(element.scrollTop / kRow / kStep) * kStep, shown = Math.ceil(element.clientHeight / kRow) + kStep;
      set_view((before) => (before.from === from && before.rows === shown ? before : { from, rows: shown }));
    };
    measure();
    const watch = new ResizeObserver(measure);
    watch.observe(element);
    element.addEventListener("scroll", measure, { passive: true });
    return () => { watch.disconnect(); element.removeEventListener("scroll", measure); };
  }, []);
  // The one that is open stays in sight when keys move on.
  useEffect(() => {
    const at = current ? rows.indexOf(current) : -1, element = box.current!;
    if (at < 0) return;
    if (at * kRow < element.scrollTop) element.scrollTop = at * kRow;
    else if ((at + 1) * kRow > element.scrollTop + element.clientHeight) element.scrollTop = (at + 1) * kRow - element.clientHeight;
  }, [current]);
  const first = Math.max(0, view.from - kBeyond), last = Math.min(rows.length, view.from + view.rows + kBeyond);
  useEffect(() => { if (last > rows.length - 30 && !list.done && !list.failed) void list.more(); }, [last, rows.length, list.loading]);
  return (
    <div ref={box} class="rows" tabIndex={-1}>
      <ul style={{ height: `${rows.length * kRow}px` }} aria-label={t("conversations")}>
        {rows.slice(first, last).map((id, at) => <Row key={id} id={id} at={first + at} of={list.done ? rows.length : -1} current={id === current} />)}
      </ul>
      {list.loading && <p class="rows-more muted">{t("loading")}</p>}
    </div>
  );
}

function Row({ id, at, of, current }: { id: string; at: number; of: number; current: boolean }) {
  const desk = the_desk();
  const one = use_desk((now) => now.state.view(id)) as Conversation | undefined;
  const chosen = use_desk((now) => now.selected.has(id));
  const draft = use_desk((now) => now.drafts.has(id));
  const typing = use_desk((now) => now.typing.get(id)?.author.kind === "visitor");
  if (!one) return null;
  const { contact, last_message: last } = one;
  const name = contact.name || contact.email || t("visitor");
  const overdue = one.due_at !== null && one.due_at < new Date().toISOString();
  const place = write_place({ at: "inbox", list: desk.place.at === "inbox" ? desk.place.list : "all", number: one.number, pane: "conversation" });
  return (
    <li class={`row ${current ? "current" : ""} ${one.unread ? "unread" : ""} ${chosen ? "chosen" : ""}`} style={{ transform: `translateY(${at * kRow}px)` }} aria-setsize={of} aria-posinset={at + 1}>
      <label class="row-check"><input type="checkbox" checked={chosen} aria-label={t("select", { name })} onChange={() => desk.toggle_selected(id)} /><Avatar name={name} kind="visitor" size={36} /></label>
      <a class="row-link" href={place} aria-current={current ? "true" : undefined} onClick={(event) => { if (event.ctrlKey || event.metaKey || event.shiftKey) return; event.preventDefault(); desk.show(one); }}>
        <span class="row-line">
          <span class="row-name clip">{name}</span>
          {contact.verified && <span class="verified" title={t("verified")}><Icon name="shield" size={14} /><span class="hidden">{t("verified")}</span></span>}
          {last && <span class="row-time"><Ago at={last.at} /></span>}
        </span>
        <span class="row-line">
          <span class="row-text clip">{typing ? <em class="typing-text">{t("typing.visitor")}</em> : draft ? <><em class="draft-mark">{t("draft")}</em> {desk.drafts.now(id).reply || desk.drafts.now(id).note}</> : last ? <>{last.note ? <Icon name="note" size={14} /> : last.author.kind === "agent" ? <span class="muted">{last.author.id === desk.me.id ? t("you") : last.author.name}: </span> : last.author.kind === "bot" ? <Icon name="bot" size={14} /> : null} {last.body}</> : one.subject ?? ""}</span>
          {one.unread > 0 && <span class="badge" aria-label={tn("unread", one.unread)}>{one.unread > 99 ? "99+" : one.unread}</span>}
        </span>
        <span class="row-line row-marks">
          <Icon name={channel_icon(one.channel)} size={14} /><span class="muted">#{one.number}</span>
          {one.handoff && one.handoff.state === "left_message" && <span class="chip">{t("handoff.left_message")}</span>}
          {one.due_at && <span class={`chip ${overdue ? "bad" : ""}`}>{t("due", { when: relative(one.due_at) })}</span>}
          {one.priority && one.priority !== "normal" && <span class={`chip ${one.priority === "urgent" ? "bad" : ""}`}>{t(`priority.${one.priority}`)}</span>}
          {one.labels.slice(0, 2).map((label) => <span key={label} class="chip clip">{label}</span>)}
          <span class="row-who clip muted">{one.assignee ? (one.assignee.id === desk.me.id ? "" : one.assignee.name) : one.team ?? ""}</span>
        </span>
      </a>
    </li>
  );
}

function BulkBar() {
  const desk = the_desk();
  const ids = [...desk.selected];
  return (
    <div class="bulk" role="toolbar" aria-label={t("bulk")}>
      <span>{tn("bulk.chosen", ids.length)}</span>
      <Button icon="check" label={t("resolve")} quiet onClick={() => void bulk(desk, ids, { status: "resolved" })} />
      <Menu label={t("assign")} icon="me" filter choices={() => [
        { id: "me", label: t("assign.me"), run: () => void bulk(desk, ids, { assignee_id: desk.me.id }) },
        { id: "none", label: t("assign.nobody"), run: () => void bulk(desk, ids, { assignee_id: null }) },
        ...[...desk.agents.values()].filter((agent) => agent.id !== desk.me.id && agent.enabled).map((agent) => ({ id: agent.id, label: agent.name, run: () => void bulk(desk, ids, { assignee_id: agent.id }) })),
        ...desk.teams.map((team) => ({ id: `team/${team}`, label: t("team.named", { name: team }), run: () => void bulk(desk, ids, { team }) }))]} />
      <Menu label={t("labels")} icon="tag" filter choices={() => desk.labels.map(({ name }) => ({ id: name, label: name, run: () => void bulk(desk, ids, { labels_add: [name] }) }))} />
      <Button icon="close" label={t("bulk.clear")} quiet onClick={() => { desk.selected.clear(); desk.changed(); }} />
    </div>
  );
}

// Choices that several places offer for one conversation.
export const assign_choices = (desk: ReturnType<typeof the_desk>, one: Conversation) => [
  { id: "me", label: t("assign.me"), checked: one.assignee?.id === desk.me.id, run: () => void assign(desk, one.id, { id: desk.me.id, name: desk.me.name }) },
  { id: "none", label: t("assign.nobody"), checked: one.assignee === null, run: () => void assign(desk, one.id, null) },
  ...[...desk.agents.values()].filter((agent) => agent.id !== desk.me.id && agent.enabled).sort((a, b) => (a.presence === b.presence ? a.name.localeCompare(b.name) : a.presence === "online" ? -1 : 1))
    .map((agent) => ({ id: agent.id, label: agent.name, hint: t(`presence.${agent.presence}`), checked: one.assignee?.id === agent.id, run: () => void assign(desk, one.id, { id: agent.id, name: agent.name }) })),
];
export const label_choices = (desk: ReturnType<typeof the_desk>, one: Conversation) =>
  [...new Set([...desk.labels.map(({ name }) => name), ...one.labels])].sort().map((name) => ({
    id: name, label: name, checked: one.labels.includes(name),
    run: () => void set_labels(desk, one.id, one.labels.includes(name) ? one.labels.filter((other) => other !== name) : [...one.labels, name]),
  }));
