// What a message holds beside its text. A part nobody here knows is its text, or nothing: the body says it in words.
import { useEffect, useState } from "preact/hooks";
import { freshen, go, send, type Field } from "./app";
import { config, sizeOf, t } from "./config";
import { FieldInput, checkFields } from "./forms";
import { Icon } from "./icons";
import { linked } from "./prose";
import { Rating } from "./rating";
import type { Message, Part } from "./types";
import { Player } from "./voice";

const text = (value: unknown): string => (typeof value === "string" ? value : "");

const isOver = (url: string): boolean => Number(new URL(url, location.href).searchParams.get("exp") ?? Infinity) * 1000 < Date.now();

function FilePart({ part, message }: { part: Part; message: Message }) {
  const url = text(part.url) && !isOver(text(part.url)) ? text(part.url) : "";
  const renew = () => void freshen(message).catch(() => {});
  useEffect(() => { if (text(part.url) && !url) renew(); }, [url]);
  const name = text(part.name), mime = text(part.mime);
  if (url && mime.startsWith("image/") && mime !== "image/svg+xml") return <a class="picture" href={url} target="_blank" rel="noopener"><img src={url} alt={name} loading="lazy" onError={() => { if (isOver(url)) renew(); }} /></a>;
  // The server names a container, audio or not, after its video; the ending says which it is.
  if (url && (mime.startsWith("audio/") || /\.(weba|m4a|oga|ogg|mp3|wav)$/i.test(name))) return <Player url={url} name={name} />;
  if (url && mime.startsWith("video/")) return <video class="film" src={url} controls preload="metadata" aria-label={name} />;
  const inside = <><Icon name="file" /><span class="row-text"><b>{name}</b><small>{sizeOf(Number(part.size) || 0)}</small></span></>;
  return url ? <a class="file" href={url} target="_blank" rel="noopener" download={name} onClick={(event) => { if (isOver(url)) { event.preventDefault(); renew(); } }}>{inside}</a> : <span class="file">{inside}</span>;
}

// Quick replies: the newest message's only, and gone once one was taken.
function Choices({ part, last }: { part: Part; last: boolean }) {
  const [taken, setTaken] = useState(false);
  const choices = Array.isArray(part.choices) ? (part.choices as { id: string; label: string }[]) : [];
  if (!last || taken) return null;
  return <div class="choices" role="group" aria-label={t("choices")}>{choices.map((choice) => <button type="button" class="pill" key={choice.id} onClick={() => { setTaken(true); void send(choice.label); }}>{choice.label}</button>)}</div>;
}

function FormPart({ part, last }: { part: Part; last: boolean }) {
  const fields = (Array.isArray(part.fields) ? part.fields : []) as Field[];
  const [values, setValues] = useState<Record<string, string>>({}), [wrong, setWrong] = useState<Record<string, string>>({}), [sent, setSent] = useState(false);
  if (!last || sent) return null;
  const submit = (event: Event) => {
    event.preventDefault();
    const found = checkFields(fields, values);
    setWrong(found);
    if (Object.keys(found).length) return;
    setSent(true);
    void send(fields.filter((field) => values[field.id]?.trim()).map((field) => `${field.label}: ${values[field.id]!.trim()}`).join("\n"));
  };
  return (
    <form class="form card" noValidate onSubmit={submit}>
      {fields.map((field) => <FieldInput key={field.id} field={field} value={values[field.id] ?? ""} wrong={wrong[field.id]} change={(value) => setValues({ ...values, [field.id]: value })} />)}
      <button class="primary">{t("send")}</button>
    </form>
  );
}

// An article, answer, guide, product, order or coupon: what it is called, what it says, where it is.
function Card({ part }: { part: Part }) {
  const [copied, setCopied] = useState(false);
  const title = text(part.title) || text(part.name) || text(part.number) || text(part.label) || text(part.question) || text(part.code);
  const more = text(part.summary) || text(part.description) || text(part.text) || text(part.answer) || text(part.state);
  const price = part.price && typeof part.price === "object" ? (part.price as { amount?: unknown; currency?: unknown }) : null;
  const url = text(part.url) || text(part.tracking_url), code = text(part.code);
  if (!title && !more) return null;
  const own = url.startsWith("/") && !url.startsWith("//");
  const read = () => go({ name: "article", rank: 1, hit: { kind: part.type, id: text(part.id), title, url, locale: text(part.locale) || config.locale } });
  const inside = (
    <>
      {text(part.image) ? <img src={text(part.image)} alt="" loading="lazy" /> : <Icon name="page" />}
      <span class="row-text">
        {["article", "faq", "guide"].includes(part.type) ? <small class="source">{t("card.source")}</small> : null}
        <b>{title}</b>{more && more !== title ? <small class="two-lines">{more}</small> : null}
        {price ? <small>{String(price.amount ?? "")} {String(price.currency ?? "")}</small> : null}
      </span>
    </>
  );
  return (
    <div class="source-card">
      {url ? (own ? <button type="button" class="row" onClick={read}>{inside}<Icon name="more" /></button> : /^https?:/.test(url) ? <a class="row" href={url} target="_blank" rel="noopener noreferrer">{inside}<Icon name="out" /></a> : <div class="row">{inside}</div>) : <div class="row">{inside}</div>}
      {part.type === "coupon" && code ? <button type="button" class="pill" onClick={() => navigator.clipboard?.writeText(code).then(() => setCopied(true), () => {})}>{copied ? t("copied") : t("copy", { code })}</button> : null}
    </div>
  );
}

const cards = new Set(["article", "faq", "guide", "card", "product", "order", "coupon"]);

export function PartView({ part, message, last }: { part: Part; message: Message; last: boolean }) {
  if (part.type === "file") return <FilePart part={part} message={message} />;
  if (part.type === "voice") return <><Player url={text(part.url)} name={text(part.name)} />{text(part.transcript) ? <p class="transcript">{text(part.transcript)}</p> : null}</>;
  if (part.type === "choices") return <Choices part={part} last={last} />;
  if (part.type === "form") return <FormPart part={part} last={last} />;
  if (part.type === "csat") return <Rating part={part} conversation={message.conversation} seq={message.seq} />;
  if (cards.has(part.type)) return <Card part={part} />;
  const said = text(part.text) || text(part.title) || text(part.label);
  return said && said !== message.body ? <p class="bubble">{linked(said)}</p> : null;
}

