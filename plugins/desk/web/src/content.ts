// Content that another plugin lets agents edit (content.editor@1): its REST below `api`, as values.
import { ask, get, json, patch, post, query, remove, type Page } from "./api";

export type Status = "draft" | "scheduled" | "published" | "archived";
export interface Card { id: string; locale: string; slug: string; title: string; description: string; category: string; tags: string[]; audience: string; groups: string[]; status: Status; publish_at: string | null; updated: string; url: string }
export interface Warning { line: number; text: string }
export interface Translation { id: string; locale: string; url: string; status: Status; stale: boolean }
export interface Article extends Card {
  rev: number; html: string; minutes: number; stale: boolean; translations: Translation[]; content: string; format: "markdown" | "html"; order: number;
  translation_of: string | null; origin: { kind: string; source: string; path: string }; editable: boolean; votes: { helpful: number; unhelpful: number; reads: number }; warnings?: Warning[];
}
export interface Category { id: string; locale: string; title: string; parent: string | null; count: number }
export interface Revision { rev: number; at: string; replaced_by: string; title: string; status: Status; content?: string }
export interface Preview { html: string; minutes: number; warnings: Warning[] }
export interface Gap { text: string; locale: string; asked: number; empty: number }

const path = (api: string, id: string, rest = "") => `${api}/articles/${id.split("/").map(encodeURIComponent).join("/")}${rest}`;
const match = (rev: number) => ({ "if-match": `"${rev}"` });

export const list_articles = (api: string, filter: { locale?: string; status?: string; category?: string; cursor?: string | null }) => get<Page<Card>>(query(`${api}/articles`, { ...filter, limit: 200 }));
export const get_article = (api: string, id: string) => get<Article>(path(api, id));
export const make_article = (api: string, fields: Partial<Article>) => post<Article>(`${api}/articles`, fields);
export const save_article = (api: string, id: string, rev: number, fields: Partial<Article>) => patch<Article>(path(api, id), fields, match(rev));
export const drop_article = (api: string, id: string, rev: number) => remove<void>(path(api, id), match(rev));
export const list_revisions = (api: string, id: string) => get<Page<Revision>>(path(api, id, "/history"));
export const get_revision = (api: string, id: string, rev: number) => get<Revision>(path(api, id, `/history/${rev}`));
export const restore = (api: string, id: string, now: number, rev: number) => json<Article>(path(api, id, "/restore"), { method: "POST", body: { rev }, headers: match(now) });
export const list_categories = (api: string) => get<Page<Category>>(`${api}/categories`);
export const preview = async (api: string, fields: { id?: string; locale: string; title: string; content: string; format: string }, signal: AbortSignal): Promise<Preview> => (await ask(`${api}/preview`, { method: "POST", body: fields, signal })).json() as Promise<Preview>;
export const list_gaps = () => get<Page<Gap>>("/api/v1/desk/gaps");

// ---- lines that differ, by their longest common run ----
export interface Line { kind: "same" | "gone" | "new"; text: string }
const kMost = 3000;

export function differences(before: string, after: string): Line[] {
  const a = before.split("\n"), b = after.split("\n");
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) ++start;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) ++end;
  const x = a.slice(start, a.length - end), y = b.slice(start, b.length - end);
  const out: Line[] = a.slice(0, start).map((text) => ({ kind: "same", text }));
  if (x.length * y.length > kMost * kMost) out.push(...x.map((text): Line => ({ kind: "gone", text })), ...y.map((text): Line => ({ kind: "new", text })));
  else {
    const common = Array.from({ length: x.length + 1 }, () => new Uint32Array(y.length + 1));
    for (let i = x.length - 1; i >= 0; --i) for (let j = y.length - 1; j >= 0; --j) common[i]![j] = x[i] === y[j] ? common[i + 1]![j + 1]! + 1 : Math.max(common[i + 1]![j]!, common[i]![j + 1]!);
    for (let i = 0, j = 0; i < x.length || j < y.length;) {
      if (i < x.length && j < y.length && x[i] === y[j]) { out.push({ kind: "same", text: x[i]! }); ++i; ++j; }
      else if (i < x.length && (j === y.length || common[i + 1]![j]! >= common[i]![j + 1]!)) out.push({ kind: "gone", text: x[i++]! });
      else out.push({ kind: "new", text: y[j++]! });
    }
  }
  return [...out, ...a.slice(a.length - end).map((text): Line => ({ kind: "same", text }))];
}

// ---- Markdown by buttons ----
export interface Edit { text: string; from: number; to: number }
export function wrap(text: string, from: number, to: number, mark: string, otherwise: string): Edit {
  const inside = text.slice(from, to) || otherwise;
  return { text: text.slice(0, from) + mark + inside + mark + text.slice(to), from: from + mark.length, to: from + mark.length + inside.length };
}
export function prefix_lines(text: string, from: number, to: number, mark: string): Edit {
  const begin = text.lastIndexOf("\n", from - 1) + 1, end = text.indexOf("\n", to) < 0 ? text.length : text.indexOf("\n", to);
  const lines = text.slice(begin, end).split("\n"), all = lines.every((line) => line.startsWith(mark));
  const made = lines.map((line) => (all ? line.slice(mark.length) : mark + line)).join("\n");
  return { text: text.slice(0, begin) + made + text.slice(end), from: begin, to: begin + made.length };
}
