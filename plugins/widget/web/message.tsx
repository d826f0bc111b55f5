// One message, and one that is still on its way.
import { useEffect, useMemo, useState } from "preact/hooks";
import { discard, nameOf, retry, store } from "./app";
import { config, t, timeOf } from "./config";
import { Icon, type IconName } from "./icons";
import type { Entry } from "./outbox";
import { PartView } from "./parts";
import { linked } from "./prose";
import { canSpeak, isSpeaking, onSpeech, speak } from "./speech";
import type { Conversation, Message } from "./types";

const colours = 6;
const tint = (id: string) => [...id].reduce((sum, c) => (sum * 31 + c.charCodeAt(0)) >>> 0, 7) % colours;

export function Avatar({ message }: { message: Message }) {
  const { author } = message;
  if (author.avatar && author.avatar.startsWith("/")) return <img class="avatar" src={author.avatar} alt="" />;
  return <span class={`avatar tint${tint(author.id || author.kind)}`} aria-hidden="true">{author.kind === "bot" || !author.name ? <Icon name={author.kind === "bot" ? "chat" : "person"} /> : author.name.trim()[0]!.toLocaleUpperCase(config.locale)}</span>;
}

function Aloud({ id, text }: { id: string; text: string }) {
  const [, draw] = useState(0);
  useEffect(() => onSpeech(() => draw((n) => n + 1)), []);
  const on = isSpeaking(id);
  return <button type="button" class="mini" aria-label={t(on ? "read.stop" : "read.aloud")} title={t(on ? "read.stop" : "read.aloud")} aria-pressed={on} onClick={() => speak(id, text)}><Icon name={on ? "stop" : "speaker"} /></button>;
}

type Sent = "sent" | "delivered" | "read";
const marks: Record<Sent, IconName> = { sent: "check", delivered: "checks", read: "checks" };
// `answered`: the seq of the newest answer by a person, who has read what stands before it.
export function stateOf(message: Message, of: Conversation | null, answered: number): Sent {
  const seen = of?.seen?.agent ?? {};
  return answered > message.seq || (seen.read ?? 0) >= message.seq ? "read" : (seen.delivered ?? 0) >= message.seq ? "delivered" : "sent";
}

// `first` and `end` of a row of messages by one author; `latest`: the newest of the conversation.
export function MessageView({ message, first, end, latest, state }: { message: Message; first: boolean; end: boolean; latest: boolean; state: Sent | null }) {
  const mine = message.author.kind === "visitor";
  if (message.author.kind === "system") return <li class="system"><p>{linked(message.body)}</p>{message.parts.map((part, i) => <PartView key={i} part={part} message={message} last={latest} />)}</li>;
  return (
    <li class={mine ? "mine" : "theirs"}>
      {!mine && first ? <p class="who"><Avatar message={message} /><span>{nameOf(message.author)}{message.author.kind === "bot" ? <small class="tag">{t("author.automatic")}</small> : null}</span></p> : null}
      <span class="hidden">{mine ? t("author.you") : first ? "" : nameOf(message.author)}: </span>
      {message.body ? <p class="bubble">{linked(message.body)}</p> : null}
      {message.parts.map((part, i) => <PartView key={i} part={part} message={message} last={latest} />)}
      {end ? (
        <p class="meta">
          <time dateTime={message.at}>{timeOf(message.at)}</time>{message.edited_at ? <span> · {t("message.edited")}</span> : null}
          {state ? <span class={`state ${state}`}><Icon name={marks[state]} /><span>{t(`state.${state}`)}</span></span> : null}
          {!mine && message.body && canSpeak() ? <Aloud id={message.id} text={message.body} /> : null}
        </p>
      ) : null}
    </li>
  );
}

function Preview({ entry, index }: { entry: Entry; index: number }) {
  const file = entry.files[index]!;
  const { progress } = store.use();
  const url = useMemo(() => (file.blob && file.type.startsWith("image/") ? URL.createObjectURL(file.blob) : null), [entry.cmid]);
  useEffect(() => () => { if (url) URL.revokeObjectURL(url); }, [url]);
  const part = file.upload ? 1 : progress[entry.cmid] ?? 0;
  return (
    <span class="file">
      {url ? <img src={url} alt="" /> : <Icon name={file.type.startsWith("audio/") ? "mic" : "file"} />}
      <span class="row-text"><b>{file.name}</b>{entry.state === "sending" && !file.upload ? <progress max={1} value={part} aria-label={t("file.uploading", { name: file.name })} /> : null}</span>
    </span>
  );
}

export function Pending({ entry }: { entry: Entry }) {
  const failed = entry.state === "failed";
  return (
    <li class={`mine pending${failed ? " failed" : ""}`}>
      {entry.body ? <p class="bubble">{linked(entry.body)}</p> : null}
      {entry.files.map((_file, i) => <Preview key={i} entry={entry} index={i} />)}
      {failed ? (
        <p class="meta"><button type="button" class="retry" onClick={() => void retry(entry.cmid)}><Icon name="warn" />{t(`failed.${entry.why}`) === `failed.${entry.why}` ? t("failed.unavailable") : t(`failed.${entry.why}`)} {t("failed.retry")}</button>
          <button type="button" class="mini" aria-label={t("failed.discard")} title={t("failed.discard")} onClick={() => void discard(entry.cmid)}><Icon name="close" /></button></p>
      ) : <p class="meta"><span class="state"><Icon name="clock" /><span>{t("state.sending")}</span></span></p>}
    </li>
  );
}
