// A message as an agent sees it: whose, over which channel, how far it came. Its text is text; nothing in it becomes markup.
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { split } from "../actions";
import { patch } from "../api";
import type { Waiting } from "../outbox";
import type { Conversation, Message, Part } from "../model";
import { bytes, full_time, t, time } from "../texts";
import { the_desk } from "../use";
import { channel_icon, Icon } from "./icons";
import { Avatar, Button, Menu, type Choice } from "./parts";

const kLink = /\bhttps?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]]/g;
const kEditable = 15 * 60_000;

export function linked(text: string): ComponentChildren[] {
  const out: ComponentChildren[] = [];
  let at = 0;
  for (const found of text.matchAll(kLink)) {
    out.push(text.slice(at, found.index), <a href={found[0]} target="_blank" rel="noopener noreferrer nofollow">{found[0]}</a>);
    at = found.index + found[0].length;
  }
  out.push(text.slice(at));
  return out;
}

// Mail repeats what it answers: from the first quoted block at the end on, it is folded.
export function fold_quote(text: string): [string, string] {
  const lines = text.split("\n");
  let end = lines.length;
  while (end > 0 && (lines[end - 1]!.startsWith(">") || lines[end - 1]!.trim() === "")) --end;
  const quoted = lines.slice(end);
  if (!quoted.some((line) => line.startsWith(">"))) return [text, ""];
  if (end > 0 && /(:|wrote|написа|đã viết)\s*$/i.test(lines[end - 1]!)) quoted.unshift(lines[--end]!);
  return end === 0 ? [text, ""] : [lines.slice(0, end).join("\n").trimEnd(), quoted.join("\n")];
}

function Body({ text, mail }: { text: string; mail: boolean }) {
  const [open, set_open] = useState(false);
  const [shown, quoted] = mail ? fold_quote(text) : [text, ""];
  return (
    <div class="body">
      {linked(shown)}
      {quoted && <><button type="button" class="quote-button" aria-expanded={open} aria-label={t("quote")} title={t("quote")} onClick={() => set_open(!open)}>…</button>{open && <div class="quote">{linked(quoted)}</div>}</>}
    </div>
  );
}

const is_picture = (mime: string) => /^image\/(png|jpeg|gif|webp)$/.test(mime);

function PartView({ part }: { part: Part }) {
  const value = part as Record<string, unknown>;
  switch (part.type) {
    case "text": return null;
    case "file": {
      const { name, mime, size, url } = part as Extract<Part, { type: "file" }>;
      if (is_picture(mime)) return <a class="picture" href={url} target="_blank" rel="noopener"><img src={url} alt={name} loading="lazy" /></a>;
      if (/^audio\//.test(mime)) return <audio class="player" controls preload="none" src={url}><track kind="captions" /></audio>;
      return <a class="file" href={url} download={name}><Icon name="clip" /><span class="clip">{name}</span><span class="muted">{bytes(size)}</span></a>;
    }
    case "voice": return <div class="voice">{typeof value["url"] === "string" && <audio class="player" controls preload="none" src={value["url"]}><track kind="captions" /></audio>}{typeof value["text"] === "string" && <p class="muted">{value["text"]}</p>}</div>;
    case "choices": return <p class="choices-part">{(part as Extract<Part, { type: "choices" }>).choices.map((choice) => <span key={choice.id} class="chip">{choice.label}</span>)}</p>;
    case "form": return <p class="choices-part">{(part as Extract<Part, { type: "form" }>).fields.map((field) => <span key={field.id} class="chip">{field.label}</span>)}</p>;
    default: {
      const title = String(value["title"] ?? value["name"] ?? value["number"] ?? value["code"] ?? part.type);
      const url = typeof value["url"] === "string" ? value["url"] : null;
      const inside = <><Icon name="book" size={16} /><span><strong>{title}</strong>{typeof value["summary"] === "string" && <span class="muted"> {value["summary"]}</span>}</span></>;
      return url && /^(\/|https?:)/.test(url) ? <a class="card" href={url} target="_blank" rel="noopener">{inside}</a> : <div class="card">{inside}</div>;
    }
  }
}

export function MessageView({ message, one, follows }: { message: Message; one: Conversation; follows: boolean }) {
  const desk = the_desk();
  const [editing, set_editing] = useState<string | null>(null);
  const { author, note } = message;
  if (author.kind === "system") return <p class="system muted"><span>{message.body}</span> <time dateTime={message.at} title={full_time(message.at)}>{time(message.at)}</time></p>;
  const out = author.kind === "agent" || author.kind === "bot";
  const mine = author.kind === "agent" && author.id === desk.me.id;
  const name = author.name || (author.kind === "bot" ? t("bot") : author.kind === "visitor" ? one.contact.name || t("visitor") : t("agent"));
  const editable = mine && Date.now() - Date.parse(message.at) < kEditable;
  const save = async () => {
    try { await patch(`/api/v1/conversations/${message.conversation}/messages/${message.seq}`, { body: editing }); set_editing(null); }
    catch (error) { desk.notices.failed(error); }
  };
  const choices: Choice[] = [
    { id: "copy", label: t("message.copy"), icon: "note", run: () => void navigator.clipboard?.writeText(message.body) },
    ...(note ? [] : [{ id: "split", label: t("split"), icon: "split" as const, run: () => void split(desk, one.id, message.seq) }]),
    ...(editable ? [{ id: "edit", label: t("message.edit"), icon: "edit" as const, run: () => set_editing(message.body) }] : []),
  ];
  const why = message.meta?.["thread_reason"];
  return (
    <article class={`message ${out ? "out" : "in"} ${author.kind} ${note ? "note" : ""} ${follows ? "follows" : ""}`} aria-label={`${note ? `${t("note.label")}, ` : ""}${name}, ${full_time(message.at)}`}>
      {!follows && !mine && <Avatar name={name} kind={author.kind} size={28} />}
      <div class="bubble">
        {note && <p class="note-label"><Icon name="note" size={14} /> {t("note.label")}</p>}
        {!follows && !mine && <p class="message-name">{name}</p>}
        {editing === null ? message.body && <Body text={message.body} mail={message.channel === "email"} />
          : <div class="edit-box"><textarea class="field" aria-label={t("message.edit")} value={editing} onInput={(event) => set_editing(event.currentTarget.value)} /><Button label={t("save")} small strong onClick={() => void save()} /><Button label={t("cancel")} small quiet onClick={() => set_editing(null)} /></div>}
        {message.parts.map((part, at) => <PartView key={at} part={part} />)}
        <p class="message-foot muted">
          {message.channel !== one.channel && <Icon name={channel_icon(message.channel)} size={13} />}
          <time dateTime={message.at} title={full_time(message.at)}>{time(message.at)}</time>
          {message.edited_at && <span>{t("message.edited")}</span>}
          {out && !note && <State message={message} one={one} />}
          {typeof why === "string" && <button type="button" class="link" title={why} onClick={() => desk.notices.toast("info", t("message.why"), why)}>{t("message.why")}</button>}
        </p>
        {message.delivery?.state === "failed" && <p class="failed-line"><Icon name="warn" size={14} /> {message.delivery.detail ?? t("delivery.failed")}</p>}
      </div>
      <Menu label={t("message.more")} icon="more" class="message-menu" align="end" choices={choices} />
    </article>
  );
}

// Sent, delivered, read: what is known and no more.
function State({ message, one }: { message: Message; one: Conversation }) {
  const { contact } = one.seen;
  const state = message.delivery && message.delivery.state !== "sent" && message.delivery.state !== "delivered" ? message.delivery.state
    : contact.read >= message.seq ? "read" : contact.delivered >= message.seq || message.delivery?.state === "delivered" ? "delivered" : "sent";
  const label = t(`delivery.${state}`);
  return <span class={`state ${state}`} title={label}><Icon name={state === "failed" ? "warn" : state === "sent" ? "tick" : state === "read" || state === "delivered" ? "ticks" : "clock"} size={15} /><span class="hidden">{label}</span></span>;
}

export function WaitingView({ item }: { item: Waiting }) {
  const desk = the_desk();
  return (
    <article class={`message out agent mine ${item.note ? "note" : ""} ${item.state === "failed" ? "failed" : "pending"}`} aria-label={t(`outbox.${item.state}`)}>
      <div class="bubble">
        {item.note && <p class="note-label"><Icon name="note" size={14} /> {t("note.label")}</p>}
        <div class="body">{linked(item.body)}</div>
        {item.files.map((file) => <span key={file.name} class="file"><Icon name="clip" /><span class="clip">{file.name}</span></span>)}
        <p class="message-foot muted">{item.state === "failed" ? null : <><Icon name={item.state === "sent" ? "tick" : "clock"} size={13} /> {t(`outbox.${item.state}`)}</>}</p>
        {item.state === "failed" && <p class="failed-line" role="alert"><Icon name="warn" size={14} /> {item.why || t("outbox.failed")} <button type="button" class="link" onClick={() => desk.outbox.retry(item.cmid)}>{t("outbox.retry")}</button> <button type="button" class="link" onClick={() => void desk.take_back(item.cmid)}>{t("outbox.take_back")}</button></p>}
      </div>
    </article>
  );
}
