// Ctrl-K: every command, list, conversation by number or name, macro and page, by typing a few letters.
import { useEffect, useMemo, useState } from "preact/hooks";
import { assign, find_number, run_macro } from "../actions";
import { keys } from "../keys";
import type { Conversation } from "../model";
import { t } from "../texts";
import { ranked } from "../triggers";
import { the_desk } from "../use";
import { key_names } from "./help";
import { Icon, type IconName } from "./icons";
import { Dialog } from "./parts";

interface Entry { id: string; label: string; icon: IconName; hint?: string; keys?: string; run: () => void }

export function Palette({ on_close }: { on_close: () => void }) {
  const desk = the_desk();
  const [word, set_word] = useState("");
  const [at, set_at] = useState(0);
  const [numbered, set_numbered] = useState<Conversation | null>(null);
  const current = desk.conversation;
  const fixed = useMemo<Entry[]>(() => [
    ...keys.all().filter((command) => !command.hidden && command.id !== "palette").map((command) => ({ id: command.id, label: t(`command.${command.id}`), icon: (command.group === "go" ? "forward" : command.group === "act" ? "bolt" : "edit") as IconName, ...(command.keys[0] ? { keys: command.keys[0] } : {}), run: command.run })),
    ...desk.filters.map((one) => ({ id: `filter/${one.id}`, label: one.name, icon: "filter" as const, run: () => desk.show_list(`filter:${one.id}`) })),
    ...desk.teams.map((team) => ({ id: `team/${team}`, label: t("team.named", { name: team }), icon: "team" as const, run: () => desk.show_list(`team:${team}`) })),
    ...desk.labels.map(({ name }) => ({ id: `label/${name}`, label: t("label.named", { name }), icon: "tag" as const, run: () => desk.show_list(`label:${name}`) })),
    ...desk.pages.map((page) => ({ id: `page/${page.url}`, label: page.title, icon: "chart" as const, run: () => desk.go({ at: "plugin", id: page.id, path: page.url.replace(/^\//, "") }) })),
    ...(current ? desk.macros.map((macro) => ({ id: `macro/${macro.id}`, label: t("macro.named", { name: macro.name }), icon: "bolt" as const, run: () => void run_macro(desk, macro, current.id) })) : []),
    ...(current ? [...desk.agents.values()].filter((agent) => agent.enabled).map((agent) => ({ id: `assign/${agent.id}`, label: t("assign.to", { name: agent.name }), icon: "me" as const, run: () => void assign(desk, current.id, agent) })) : []),
  ], []);
  const people = useMemo<Entry[]>(() => [...desk.state.ids()].map((id) => desk.state.view(id)!).sort((a, b) => (a.updated_at < b.updated_at ? 1 : -1)).slice(0, 2000)
    .map((one) => ({ id: `c/${one.id}`, label: one.contact.name || one.contact.email || t("visitor"), icon: "chat" as const, hint: `#${one.number} ${one.subject ?? one.last_message?.body ?? ""}`, run: () => desk.show(one) })), []);
  useEffect(() => {
    const number = Number(word.trim().replace(/^#/, ""));
    set_numbered(null);
    if (!Number.isInteger(number) || number <= 0) return;
    let late = false;
    const timer = setTimeout(() => void find_number(desk, number).then((found) => { if (!late) set_numbered(found); }), 150);
    return () => { late = true; clearTimeout(timer); };
  }, [word]);
  const found: Entry[] = [
    ...(numbered ? [{ id: "number", label: `#${numbered.number} · ${numbered.contact.name || numbered.contact.email || t("visitor")}`, icon: "chat" as const, hint: numbered.last_message?.body ?? "", run: () => desk.show(numbered) }] : []),
    ...ranked(fixed, word, (entry) => [entry.label], word ? 8 : 14),
    ...(word ? ranked(people, word, (entry) => [entry.label, entry.hint ?? ""], 6) : []),
    ...(word.trim().length > 1 ? [{ id: "search-for", label: t("palette.search", { q: word }), icon: "search" as const, run: () => desk.go({ at: "search", q: word }) }] : []),
  ];
  const press = (event: KeyboardEvent) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step) { event.preventDefault(); set_at((at + step + found.length) % Math.max(1, found.length)); }
    if (event.key === "Enter") { event.preventDefault(); const entry = found[at]; if (entry) { on_close(); entry.run(); } }
  };
  return (
    <Dialog title={t("palette")} on_close={on_close} class="palette">
      <input class="field palette-field" autoFocus role="combobox" aria-expanded="true" aria-controls="palette-list" aria-activedescendant={found[at] ? `palette-${at}` : undefined} aria-label={t("palette.placeholder")} placeholder={t("palette.placeholder")} value={word}
        onInput={(event) => { set_word(event.currentTarget.value); set_at(0); }} onKeyDown={press} ref={(element) => { if (element && document.activeElement !== element && !element.dataset["met"]) { element.dataset["met"] = "1"; setTimeout(() => element.focus(), 0); } }} />
      <ul class="palette-list" id="palette-list" role="listbox" aria-label={t("palette")}>
        {found.map((entry, place) => (
          <li key={entry.id} id={`palette-${place}`} role="option" aria-selected={place === at} class={place === at ? "at" : ""} onMouseMove={() => set_at(place)} onClick={() => { on_close(); entry.run(); }}>
            <Icon name={entry.icon} size={16} /><span class="clip">{entry.label}</span>{entry.hint && <span class="muted clip">{entry.hint}</span>}<span class="spacer" />{entry.keys && key_names(entry.keys).map((part) => <kbd key={part}>{part}</kbd>)}
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
