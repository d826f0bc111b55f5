// The three most likely answers for what the customer said last, each one key away.
import { useEffect, useState } from "preact/hooks";
import { find_answers, last_question, marked, type Answer } from "../answers";
import { keys } from "../keys";
import type { Conversation } from "../model";
import { t } from "../texts";
import { use_every_change } from "../use";
import { Icon } from "./icons";

const known = new Map<string, Answer[]>();

export function Suggestions({ one, on_insert }: { one: Conversation; on_insert: (answer: Answer) => void }) {
  const desk = use_every_change();
  const [answers, set_answers] = useState<Answer[]>([]);
  const [shut, set_shut] = useState<string | null>(null);
  const question = last_question(one, desk.state.threads.get(one.id)?.messages.values());
  const key = question ? `${one.id}/${question.seq}` : "";
  // Once somebody answered it, it is no question any more.
  const answered = !question || (one.last_message?.author.kind === "agent" && !one.last_message.note && one.last_message.seq > question.seq);
  useEffect(() => {
    set_answers([]);
    if (!question || answered || one.status !== "open") return;
    const kept = known.get(key);
    if (kept) { set_answers(kept); return; }
    const stop = new AbortController();
    const timer = setTimeout(() => void find_answers(question.text, one.contact.locale, 3, stop.signal).then((found) => { known.set(key, found); set_answers(found); }, () => {}), 80);
    return () => { clearTimeout(timer); stop.abort(); };
  }, [key, answered, one.status]);
  const shown = shut === key ? [] : answers;
  useEffect(() => keys.add(shown.map((answer, at) => ({ id: `suggestion-${at + 1}`, keys: [`Alt+${at + 1}`, String(at + 1)], group: "write" as const, hidden: at > 0, run: () => on_insert(answer) }))));
  if (shown.length === 0) return null;
  return (
    <section class="suggestions" aria-label={t("suggestions")}>
      <ul>
        {shown.map((answer, at) => (
          <li key={answer.url}>
            <button type="button" class="suggestion" title={`${t("suggestion.insert")} (Alt ${at + 1})`} onClick={() => on_insert(answer)}>
              <kbd>{at + 1}</kbd><span class="suggestion-text"><span class="clip suggestion-title">{answer.title}</span><span class="clip muted">{marked(answer.snippet).map((piece, place) => (place % 2 ? <mark key={place}>{piece}</mark> : piece))}</span></span>
            </button>
          </li>
        ))}
      </ul>
      <button type="button" class="button quiet bare small" aria-label={t("suggestions.hide")} title={t("suggestions.hide")} onClick={() => set_shut(key)}><Icon name="close" size={14} /></button>
    </section>
  );
}
