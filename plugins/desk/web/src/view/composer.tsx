// Where an agent writes. A note is another colour, another shape and says so; what is written is kept at every pause.
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { run_macro, set_status } from "../actions";
import { find_answers, last_question, link_of, passage_of, type Answer } from "../answers";
import { upload, type Uploaded } from "../api";
import type { Draft } from "../drafts";
import type { Agent, Canned, Conversation } from "../model";
import { fill } from "../placeholders";
import { bytes, t } from "../texts";
import { ranked, replace, trigger_at, type Trigger } from "../triggers";
import { keys } from "../keys";
import { use_every_change } from "../use";
import { Icon } from "./icons";
import { Button, Menu } from "./parts";
import { Suggestions } from "./suggestions";

interface Upload { key: number; name: string; size: number; part: number; failed?: string; stop: () => void }
type Pick = { kind: "canned"; item: Canned } | { kind: "article"; item: Answer } | { kind: "mention"; item: Agent };

const kTyping = 3_000;
let next_key = 0;

export function Composer({ one }: { one: Conversation }) {
  const desk = use_every_change();
  const [draft, set_draft] = useState<Draft>(() => desk.drafts.now(one.id));
  const [trigger, set_trigger] = useState<Trigger | null>(null);
  const [picks, set_picks] = useState<Pick[]>([]);
  const [at, set_at] = useState(0);
  const [uploads, set_uploads] = useState<Upload[]>([]);
  const [dragging, set_dragging] = useState(false);
  const area = useRef<HTMLTextAreaElement>(null), file = useRef<HTMLInputElement>(null);
  const typed = useRef(0), caret = useRef<number | null>(null);
  const latest = useRef(draft);
  latest.current = draft;
  const note = draft.mode === "note";
  const text = note ? draft.note : draft.reply;

  // A draft from another machine, or one taken back from the outbox, comes while nothing was typed here.
  const outside = desk.drafts.now(one.id);
  useEffect(() => { if (outside !== latest.current && outside.at > latest.current.at) set_draft(outside); }, [outside]);

  const write = (change: Partial<Draft>) => {
    const next = { ...latest.current, ...change, at: Date.now() };
    latest.current = next;
    set_draft(next);
    desk.drafts.set(next);
  };
  const write_text = (value: string) => write(latest.current.mode === "note" ? { note: value } : { reply: value });
  const set_mode = (mode: Draft["mode"]) => { write({ mode }); area.current?.focus(); };

  useEffect(() => keys.add([
    { id: "reply", keys: ["r"], group: "write", run: () => set_mode("reply") },
    { id: "note", keys: ["n"], group: "write", run: () => set_mode("note") },
    { id: "send", keys: ["Ctrl+Enter"], group: "write", run: () => void send() },
    { id: "leave", keys: ["Escape"], group: "write", hidden: true, when: () => document.activeElement === area.current && !trigger, run: () => { area.current?.blur(); document.querySelector<HTMLElement>(".thread")?.focus(); } },
  ]));

  useLayoutEffect(() => {
    const element = area.current!;
    element.style.height = "auto";
    element.style.height = `${Math.min(element.scrollHeight + 2, innerHeight * 0.4)}px`;
    if (caret.current !== null) { element.setSelectionRange(caret.current, caret.current); caret.current = null; }
  }, [text, note]);

  // What matches the word after ":", "[[" or "@".
  useEffect(() => {
    if (!trigger) { set_picks([]); return; }
    set_at(0);
    if (trigger.kind === "canned") {
      const mine = desk.canned.filter((canned) => canned.team === null || desk.me.teams.includes(canned.team) || desk.me.role === "admin");
      set_picks(ranked(mine, trigger.word, (canned) => [canned.shortcut, canned.title]).map((item) => ({ kind: "canned", item })));
    } else if (trigger.kind === "mention") {
      set_picks(ranked([...desk.agents.values()].filter((agent) => agent.enabled), trigger.word, (agent) => [agent.name, agent.email]).map((item) => ({ kind: "mention", item })));
    } else {
      const stop = new AbortController();
      const timer = setTimeout(() => void find_answers(trigger.word, one.contact.locale, 6, stop.signal).then((found) => set_picks(found.map((item) => ({ kind: "article", item }))), () => {}), 120);
      return () => { clearTimeout(timer); stop.abort(); };
    }
    return;
  }, [trigger?.kind, trigger?.word]);

  const put_in = (by: string, where: Span = trigger ?? here()) => {
    const made = replace(latest.current.mode === "note" ? latest.current.note : latest.current.reply, where, by);
    caret.current = made.caret;
    write_text(made.text);
    set_trigger(null);
    area.current?.focus();
  };
  const here = (): Span => ({ from: area.current?.selectionStart ?? text.length, to: area.current?.selectionEnd ?? text.length });
  const choose = async (pick: Pick, whole = false) => {
    if (pick.kind === "canned") put_in(fill(pick.item.body, desk, one));
    else if (pick.kind === "mention") put_in(`@${pick.item.name} `);
    else if (!whole) put_in(`${pick.item.title}\n${link_of(pick.item.url)}\n`);
    else {
      const where = trigger ?? here(), words = trigger?.word ?? "";
      set_trigger(null);
      put_in(`${await passage_of(pick.item, words)}\n${link_of(pick.item.url)}\n`, where);
    }
  };
  const insert_answer = async (answer: Answer) => {
    const question = last_question(one, desk.state.threads.get(one.id)?.messages.values())?.text ?? "";
    const passage = await passage_of(answer, question);
    if (latest.current.mode === "note") set_mode("reply");
    put_in(`${latest.current.reply && !latest.current.reply.endsWith("\n") ? "\n" : ""}${passage}\n${link_of(answer.url)}\n`);
  };

  const add_files = (files: Iterable<File>) => {
    for (const one_file of files) {
      const key = ++next_key;
      const { done, stop } = upload(one_file, one_file.name || t("attachment.pasted"), (part) => set_uploads((before) => before.map((item) => (item.key === key ? { ...item, part } : item))));
      set_uploads((before) => [...before, { key, name: one_file.name, size: one_file.size, part: 0, stop }]);
      done.then((made: Uploaded) => {
        write({ attachments: [...latest.current.attachments, made] });
        set_uploads((before) => before.filter((item) => item.key !== key));
      }, (error: Error & { code?: string }) => set_uploads((before) => (error.code === "stopped" ? before.filter((item) => item.key !== key) : before.map((item) => (item.key === key ? { ...item, failed: error.message || t("toast.offline") } : item)))));
    }
  };

  const send = async (then?: () => void) => {
    const { mode, reply, note: noted, attachments } = latest.current;
    const body = (mode === "note" ? noted : reply).trim();
    if ((!body && attachments.length === 0) || uploads.some((item) => !item.failed)) return;
    await desk.outbox.add({ conversation: one.id, body, note: mode === "note", parts: [], attachments: attachments.map(({ id }) => id), files: attachments.map(({ name, size }) => ({ name, size })) });
    const rest: Draft = { ...latest.current, mode: "reply", reply: mode === "note" ? reply : "", note: mode === "note" ? "" : noted, attachments: [], at: Date.now() };
    latest.current = rest;
    set_draft(rest);
    if (rest.reply.trim() || rest.note.trim()) desk.drafts.set(rest); else desk.drafts.clear(one.id);
    set_uploads([]);
    set_trigger(null);
    then?.();
  };

  const input = (event: { currentTarget: HTMLTextAreaElement }) => {
    const element = event.currentTarget;
    write_text(element.value);
    set_trigger(trigger_at(element.value, element.selectionStart, note));
    if (!note && Date.now() - typed.current > kTyping) { typed.current = Date.now(); desk.live.send({ type: "typing", conversation: one.id }); }
  };
  const press = (event: KeyboardEvent) => {
    if (trigger && picks.length > 0) {
      const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
      if (step) { event.preventDefault(); set_at((at + step + picks.length) % picks.length); return; }
      if (event.key === "Enter" || event.key === "Tab") { event.preventDefault(); void choose(picks[at]!, event.shiftKey); return; }
    }
    if (trigger && event.key === "Escape") { event.preventDefault(); event.stopPropagation(); set_trigger(null); return; }
    if (event.key === "Enter" && desk.settings.enter_sends && !event.shiftKey && !event.isComposing && !event.ctrlKey && !event.metaKey) { event.preventDefault(); void send(); }
  };
  const paste = (event: ClipboardEvent) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length) { event.preventDefault(); add_files(files); }
  };
  const drop = (event: DragEvent) => { event.preventDefault(); set_dragging(false); add_files(event.dataTransfer?.files ?? []); };

  const busy = uploads.some((item) => !item.failed);
  const can_send = (text.trim() !== "" || draft.attachments.length > 0) && !busy && !one.merged_into;
  return (
    <section class={`composer ${note ? "is-note" : ""} ${dragging ? "dragging" : ""}`} aria-label={t(note ? "composer.note" : "composer.reply")}
      onDragOver={(event) => { event.preventDefault(); set_dragging(true); }} onDragLeave={() => set_dragging(false)} onDrop={drop}>
      <Suggestions one={one} on_insert={(answer) => void insert_answer(answer)} />
      <div class="composer-box">
        <div class="modes" role="group" aria-label={t("composer.mode")}>
          <button type="button" class="mode" aria-pressed={!note} onClick={() => set_mode("reply")}>{t("composer.reply")}<kbd>R</kbd></button>
          <button type="button" class="mode mode-note" aria-pressed={note} onClick={() => set_mode("note")}><Icon name="note" size={15} />{t("composer.note")}<kbd>N</kbd></button>
          {note && <span class="note-warning" id="note-warning">{t("note.warning")}</span>}
        </div>
        {trigger && picks.length > 0 && (
          <ul class="picks" role="listbox" id="picks" aria-label={t(`picks.${trigger.kind}`)}>
            {picks.map((pick, place) => (
              <li key={place} id={`pick-${place}`} role="option" aria-selected={place === at} class={place === at ? "at" : ""} onMouseDown={(event) => { event.preventDefault(); void choose(pick, event.shiftKey); }} onMouseEnter={() => set_at(place)}>
                {pick.kind === "canned" ? <><code>:{pick.item.shortcut}</code><span class="clip"><strong>{pick.item.title}</strong> <span class="muted">{pick.item.body}</span></span></>
                  : pick.kind === "mention" ? <><span class={`dot ${pick.item.presence}`} aria-hidden="true" /><span>{pick.item.name}</span></>
                  : <><Icon name="book" size={16} /><span class="clip"><strong>{pick.item.title}</strong> <span class="muted">{pick.item.text}</span></span></>}
              </li>
            ))}
            {trigger.kind === "article" && <li class="picks-hint muted" role="presentation">{t("picks.article.hint")}</li>}
          </ul>
        )}
        <textarea ref={area} class="composer-text" rows={note ? 2 : 2} value={text} placeholder={t(note ? "composer.note.placeholder" : "composer.reply.placeholder")} aria-label={t(note ? "composer.note.label" : "composer.reply.label")}
          aria-describedby={note ? "note-warning" : undefined} aria-controls={trigger && picks.length ? "picks" : undefined} aria-activedescendant={trigger && picks.length ? `pick-${at}` : undefined}
          onInput={input} onKeyDown={press} onPaste={paste} onBlur={() => setTimeout(() => set_trigger(null), 150)} onClick={(event) => set_trigger(trigger_at(text, event.currentTarget.selectionStart, note))} />
        {(draft.attachments.length > 0 || uploads.length > 0) && (
          <ul class="attachments" aria-label={t("attachments")}>
            {draft.attachments.map((item) => <li key={item.id} class="attachment"><Icon name="clip" size={15} /><span class="clip">{item.name}</span><span class="muted">{bytes(item.size)}</span><Button icon="close" small quiet label={t("attachment.remove", { name: item.name })} onClick={() => write({ attachments: latest.current.attachments.filter(({ id }) => id !== item.id) })} /></li>)}
            {uploads.map((item) => <li key={item.key} class={`attachment ${item.failed ? "failed" : ""}`}><span class="clip">{item.name}</span>{item.failed ? <span class="failed-line">{item.failed}</span> : <progress max={1} value={item.part} aria-label={t("attachment.progress", { name: item.name })} />}<Button icon="close" small quiet label={t("attachment.stop", { name: item.name })} onClick={() => { item.stop(); set_uploads((before) => before.filter(({ key }) => key !== item.key)); }} /></li>)}
          </ul>
        )}
        <div class="composer-foot">
          <input ref={file} type="file" multiple hidden aria-hidden="true" tabIndex={-1} onChange={(event) => { add_files(event.currentTarget.files ?? []); event.currentTarget.value = ""; }} />
          <Button icon="clip" label={t("attach")} quiet onClick={() => file.current?.click()} />
          {desk.macros.length > 0 && <Menu label={t("macros")} icon="bolt" filter choices={() => desk.macros.map((macro) => ({ id: macro.id, label: macro.name, hint: macro.actions.map((action) => t(`macro.${action.do}`)).join(" · "), run: () => void run_macro(desk, macro, one.id) }))} />}
          <span class="composer-hint muted wide-only">{t("composer.hint")}</span>
          <span class="spacer" />
          {!note && <Menu label={t("send.more")} icon="down" align="end" choices={[
            { id: "resolve", label: t("send.resolve"), icon: "check", run: () => void send(() => void set_status(desk, one.id, "resolved")) },
            { id: "pending", label: t("send.pending"), icon: "clock", run: () => void send(() => void set_status(desk, one.id, "pending")) },
            { id: "snooze", label: t("send.snooze"), icon: "moon", run: () => void send(() => void set_status(desk, one.id, "snoozed", new Date(Date.now() + 86400_000).toISOString())) },
          ]} />}
          <Button icon={note ? "note" : "send"} show label={t(note ? "send.note" : "send")} keys="Ctrl Enter" strong disabled={!can_send} onClick={() => void send()} />
        </div>
      </div>
    </section>
  );
}

interface Span { from: number; to: number }
