// The journey: what was searched, read and tried. It stays in this tab (sessionStorage, fifty entries, memory where that is
// blocked) until a first message carries it. On the help centre's own pages it is the one their script keeps.
import { config } from "./config";
import type { JourneyEntry } from "./types";

const kKey = "pb-journey", kMost = 50, kIdle = 30 * 60_000;
let memory: JourneyEntry[] = [];
let shared = false; // the page around us closes it
let inside = false; // the visitor goes on to another page of this site
const listeners = new Set<() => void>();

function write(entries: JourneyEntry[]): void {
  memory = entries.slice(-kMost);
  try { sessionStorage.setItem(kKey, JSON.stringify(memory)); } catch { /* blocked: this page only */ }
  listeners.forEach((work) => work());
}

export function entries(): JourneyEntry[] {
  try { memory = JSON.parse(sessionStorage.getItem(kKey) ?? "[]"); } catch { /* blocked */ }
  const last = memory.at(-1);
  if (last && Date.now() - last.at > kIdle) { const over = memory; write([]); post(over); }
  return memory;
}

export function note(kind: string, data: Record<string, unknown>): void {
  write([...entries(), { kind, at: Date.now(), locale: config.locale, page: page, data }]);
}
export const clear = () => write([]);
export const watch = (work: () => void) => { listeners.add(work); return () => { listeners.delete(work); }; };

// A *need* has a search, a bot turn, a "no" or a hand-off; it is *solved alone* with a read of ten seconds, a helpful vote or a
// finished guide, and no message to a person.
export function summary(of: JourneyEntry[]) {
  const has = (kind: string, fits: (data: any) => boolean = () => true) => of.some((entry) => entry.kind === kind && fits(entry.data));
  const need = has("search") || has("bot_turn") || has("handoff") || has("vote", (data) => !data.helpful);
  const solved = need && !has("message") && !has("handoff") &&
    (has("article_read", (data) => data.seconds >= 10) || has("vote", (data) => data.helpful) || has("guide_step", (data) => data.outcome === "finished"));
  const pathway = of.filter((entry) => entry.kind === "pathway_chosen").at(-1)?.data.step ?? null;
  return { kinds: [...new Set(of.map((entry) => entry.kind))], need, solved, pathway, locale: config.locale };
}
function post(of: JourneyEntry[]): void {
  if (of.length) navigator.sendBeacon("/api/v1/journey", new Blob([JSON.stringify(summary(of))], { type: "application/json" }));
}

let page = "";
export function around(where: { page: string; shared: boolean }): void { page = where.page; shared = where.shared; }
export const isShared = () => shared;
export const goesOn = () => { inside = true; setTimeout(() => { inside = false; }, 5000); };

addEventListener("pagehide", (event) => {
  if (inside || shared || event.persisted) return;
  const kept = entries();
  if (kept.length) { write([]); post(kept); }
});

// To the help centre from another site a link carries the newest ten in its fragment, which no server sees.
export function carriedBy(url: string): string {
  const newest = entries().slice(-10);
  return shared || !newest.length || url.includes("#") ? url : `${url}#pb-journey=${encodeURIComponent(JSON.stringify(newest))}`;
}

// What a person is shown before the first message: the newest, told in words by the caller.
export const telling = (): JourneyEntry[] => entries().filter((entry) => ["search", "article_read", "vote"].includes(entry.kind)).slice(-8);
