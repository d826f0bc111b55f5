// What keys and the palette can do.
import { assign, set_status } from "../actions";
import type { Desk } from "../desk";
import type { Command } from "../keys";
import type { Conversation } from "../model";
import type { Asked } from "./conversation_pane";

function step(desk: Desk, by: number) {
  const list = desk.list;
  if (!list) return;
  const rows = list.refresh(), current = desk.conversation?.id;
  const at = current ? rows.indexOf(current) : -1;
  const next = rows[at < 0 ? (by > 0 ? 0 : rows.length - 1) : at + by];
  const conversation = next ? desk.state.view(next) : undefined;
  if (conversation) desk.show(conversation);
}

export function commands(desk: Desk, open: (what: "palette" | "help") => void): Command[] {
  const inbox = () => desk.place.at === "inbox";
  const go = (list: string) => () => desk.show_list(list);
  return [
    { id: "next", keys: ["j"], group: "move", when: inbox, run: () => step(desk, 1) },
    { id: "previous", keys: ["k"], group: "move", when: inbox, run: () => step(desk, -1) },
    { id: "choose", keys: ["x"], group: "move", when: () => desk.conversation !== null, run: () => desk.toggle_selected(desk.conversation!.id) },
    { id: "search", keys: ["/"], group: "go", run: () => desk.go({ at: "search", q: "" }) },
    { id: "palette", keys: ["Ctrl+k"], group: "go", run: () => open("palette") },
    { id: "help", keys: ["?"], group: "go", run: () => open("help") },
    { id: "go-mine", keys: [], group: "go", run: go("mine") },
    { id: "go-unassigned", keys: [], group: "go", run: go("unassigned") },
    { id: "go-all", keys: [], group: "go", run: go("all") },
    { id: "go-due", keys: [], group: "go", run: go("due") },
    { id: "go-snoozed", keys: [], group: "go", run: go("snoozed") },
    { id: "go-content", keys: [], group: "go", when: () => desk.editors.length > 0, run: () => desk.go({ at: "content", editor: null, id: null, tab: "all" }) },
    { id: "go-settings", keys: [], group: "go", run: () => desk.go({ at: "settings", page: "overview" }) },
  ];
}

export function conversation_keys(desk: Desk, current: () => Conversation | null, ask: (what: Asked) => void): Command[] {
  const open = () => current() !== null;
  const one = () => current()!;
  return [
    { id: "resolve", keys: ["e"], group: "act", when: open, run: () => void set_status(desk, one().id, one().status === "resolved" ? "open" : "resolved") },
    { id: "assign", keys: ["a"], group: "act", when: open, run: () => ask("assign") },
    { id: "take", keys: ["i"], group: "act", when: open, run: () => void assign(desk, one().id, { id: desk.me.id, name: desk.me.name }) },
    { id: "label", keys: ["l"], group: "act", when: open, run: () => ask("label") },
    { id: "snooze", keys: ["s"], group: "act", when: open, run: () => ask("snooze") },
    { id: "transfer", keys: ["t"], group: "act", when: open, run: () => ask("transfer") },
    { id: "merge", keys: ["m"], group: "act", when: open, run: () => ask("merge") },
    { id: "due", keys: ["d"], group: "act", when: open, run: () => ask("due") },
    { id: "context", keys: ["c"], group: "move", when: open, run: () => desk.show(one(), desk.place.at === "inbox" && desk.place.pane === "context" ? "conversation" : "context") },
  ];
}
