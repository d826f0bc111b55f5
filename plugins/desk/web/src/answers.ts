// Answers of the site's own content: for `[[` while writing and for the three suggestions to a customer's last words.
import { get, query } from "./api";
import type { Conversation, Hit } from "./model";

export interface Answer { title: string; url: string; snippet: string; text: string; locale: string; kind: string }

const kQuestion = 300;

// Escaped HTML with <mark> as plain text.
export function plain(snippet: string): string {
  const names: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" };
  return snippet.replace(/<\/?mark>/g, "").replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => names[name]!);
}
// The same in pieces, every second of them marked.
export const marked = (snippet: string): string[] => snippet.split(/<mark>|<\/mark>/).map((piece) => plain(piece));

export async function find_answers(q: string, locale: string, limit: number, signal?: AbortSignal): Promise<Answer[]> {
  const text = q.trim().slice(0, kQuestion);
  if (text.length < 2) return [];
  const found = await get<{ hits: Hit[] }>(query("/api/v1/search", { q: text, locale, limit, record: 0 }), signal);
  return found.hits.map((hit) => ({ title: hit.title, url: hit.url, snippet: hit.snippet, text: plain(hit.snippet), locale: hit.locale, kind: hit.kind }));
}

// The passage that answers, whole; the snippet where the host gives none.
export async function passage_of(answer: Answer, q: string): Promise<string> {
  const found = await get<{ items: { url: string; text: string }[] }>(query("/api/v1/desk/answers", { q: q || answer.title, locale: answer.locale, limit: 8 })).catch(() => ({ items: [] }));
  const base = (url: string) => url.split("#")[0];
  return (found.items.find((one) => one.url === answer.url) ?? found.items.find((one) => base(one.url) === base(answer.url)))?.text ?? answer.text;
}

export const link_of = (url: string) => (/^https?:/.test(url) ? url : `${location.origin}${url}`);

// What to look for: the customer's last words in this conversation.
export function last_question(one: Conversation, messages: Iterable<{ seq: number; body: string; note: boolean; author: { kind: string } }> | undefined): { seq: number; text: string } | null {
  let last: { seq: number; text: string } | null = null;
  for (const message of messages ?? []) if (message.author.kind === "visitor" && !message.note && message.body.trim() && message.seq > (last?.seq ?? 0)) last = { seq: message.seq, text: message.body };
  if (!last && one.last_message?.author.kind === "visitor" && one.last_message.body.trim()) last = { seq: one.last_message.seq, text: one.last_message.body };
  return last;
}
