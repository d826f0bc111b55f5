// One article: its words beside what readers get, its translation beside the original, its history. Unsaved words stay in this
// browser until they are saved, whatever happens to the tab.
import { useEffect, useRef, useState } from "preact/hooks";
import { ApiError, upload } from "../../api";
import { drop_article, get_article, list_categories, make_article, prefix_lines, preview, save_article, wrap, type Article, type Category, type Edit, type Preview, type Status, type Warning } from "../../content";
import type { Desk, Editor } from "../../desk";
import { keys } from "../../keys";
import { cleaned_html } from "../../trusted";
import { date_time, language_name, t, tn } from "../../texts";
import { use_every_change } from "../../use";
import { Button, Dialog, Empty, Field, Loading, Menu, TextField } from "../parts";
import { RoomHead } from "../search_room";
import { History } from "./history";

type Words = Pick<Article, "title" | "content" | "description" | "category" | "audience" | "slug" | "locale" | "translation_of"> & { tags: string; status: Status; publish_at: string | null };

const kPreview = 350;
const kAudiences = ["public", "customer", "employee", "agent"];
const words_of = (article: Article): Words => ({ title: article.title, content: article.content, description: article.description, category: article.category, audience: article.audience, slug: article.slug, locale: article.locale, translation_of: article.translation_of, tags: article.tags.join(", "), status: article.status, publish_at: article.publish_at });
const fields_of = (words: Words, made: boolean) => ({ ...(made ? { locale: words.locale } : {}), title: words.title, content: words.content, description: words.description, category: words.category || null, audience: words.audience, ...(words.slug ? { slug: words.slug } : {}), tags: words.tags.split(",").map((tag) => tag.trim()).filter(Boolean), status: words.status, ...(words.status === "scheduled" ? { publish_at: words.publish_at } : {}), ...(words.translation_of ? { translation_of: words.translation_of } : {}) }) as unknown as Partial<Article>;

function start_of(desk: Desk): Words {
  const asked = JSON.parse(sessionStorage.getItem("desk-new") ?? "{}") as Partial<Words>;
  sessionStorage.removeItem("desk-new");
  return { title: "", content: "", description: "", category: "", audience: "public", slug: "", locale: desk.site.default_locale, translation_of: null, tags: "", status: "draft", publish_at: null, ...asked };
}

export function ArticleEditor({ editor, id, on_menu }: { editor: Editor; id: string; on_menu: () => void }) {
  const desk = use_every_change();
  const fresh = id === "new";
  const kept_key = `desk-article/${editor.id}/${id}`;
  const [article, set_article] = useState<Article | null>(null);
  const [words, set_words] = useState<Words | null>(null);
  const [saved, set_saved] = useState<Words | null>(null);
  const [failed, set_failed] = useState<string | null>(null);
  const [busy, set_busy] = useState(false);
  const [open, set_open] = useState<"history" | "schedule" | "details" | null>(null);
  const [warnings, set_warnings] = useState<Warning[]>([]);
  const [beside, set_beside] = useState<Article | null>(null);
  const [categories, set_categories] = useState<Category[]>([]);
  const latest = useRef<{ words: Words | null; article: Article | null }>({ words: null, article: null });
  latest.current = { words, article };
  const dirty = !!words && JSON.stringify(words) !== JSON.stringify(saved);

  const take = (found: Article, keep_words = false) => {
    set_article(found);
    set_saved(words_of(found));
    if (!keep_words) set_words(words_of(found));
    set_warnings(found.warnings ?? []);
  };
  useEffect(() => {
    void list_categories(editor.api).then((page) => set_categories(page.items), () => {});
    if (fresh) { const begin = start_of(desk); set_saved({ ...begin }); set_words(begin); if (begin.translation_of) void get_article(editor.api, begin.translation_of).then(set_beside, () => {}); return; }
    get_article(editor.api, id).then((found) => {
      take(found);
      const kept = localStorage.getItem(kept_key);
      if (kept) { set_words(JSON.parse(kept) as Words); desk.notices.toast("info", t("article.unsaved_back"), undefined, () => { localStorage.removeItem(kept_key); set_words(words_of(found)); }); }
    }, (error: Error) => set_failed(error.message));
  }, []);
  useEffect(() => {
    if (!words) return;
    if (dirty) localStorage.setItem(kept_key, JSON.stringify(words)); else localStorage.removeItem(kept_key);
    const leave = (event: BeforeUnloadEvent) => { if (dirty) event.preventDefault(); };
    addEventListener("beforeunload", leave);
    return () => removeEventListener("beforeunload", leave);
  }, [words, dirty]);

  const save = async (change: Partial<Words> = {}) => {
    const now = { ...latest.current.words!, ...change };
    if (busy) return;
    set_busy(true);
    set_words(now);
    try {
      if (fresh) {
        const made = await make_article(editor.api, fields_of(now, true));
        localStorage.removeItem(kept_key);
        set_saved(now);
        desk.notices.toast("done", t(made.status === "published" ? "article.done.published" : "article.done.saved"));
        desk.go({ at: "content", editor: editor.id, id: made.id, tab: "all" }, { replace: true });
        return;
      }
      const made = await save_article(editor.api, id, latest.current.article!.rev, fields_of(now, false));
      take(made);
      desk.notices.toast("done", t(change.status === "published" ? "article.done.published" : change.status === "scheduled" ? "article.done.scheduled" : "article.done.saved"));
    } catch (error) {
      if (error instanceof ApiError && error.status === 412) {
        desk.notices.toast("failed", t("article.conflict"), t("article.conflict.more"));
        await get_article(editor.api, id).then((found) => take(found, true), () => {});
      } else desk.notices.failed(error, t("article.not_saved"));
    } finally { set_busy(false); }
  };
  useEffect(() => keys.add([{ id: "save", keys: ["Ctrl+s"], group: "write", run: () => void save() }]));

  if (failed) return <div class="room-inside"><RoomHead title={t("content")} on_menu={on_menu} /><Empty icon="warn" title={failed} /></div>;
  if (!words) return <div class="room-inside"><RoomHead title={t("content")} on_menu={on_menu} /><Loading rows={10} /></div>;
  const write = (change: Partial<Words>) => set_words((before) => ({ ...before!, ...change }));
  const back = () => desk.go({ at: "content", editor: editor.id, id: null, tab: "all" });
  const read_only = article !== null && !article.editable;
  const missing = article ? desk.site.locales.filter((locale) => locale !== article.locale && !article.translations.some((one) => one.locale === locale)) : [];
  const languages = article ? [
    ...article.translations.map((one) => ({ id: one.id, label: language_name(one.locale), hint: one.stale ? t("article.stale.short") : t(`article.${one.status}`), checked: beside?.id === one.id, run: () => void (beside?.id === one.id ? set_beside(null) : get_article(editor.api, one.id).then(set_beside, (error: unknown) => desk.notices.failed(error))) })),
    ...article.translations.map((one) => ({ id: `go/${one.id}`, label: t("article.edit_language", { language: language_name(one.locale) }), icon: "edit" as const, run: () => desk.go({ at: "content", editor: editor.id, id: one.id, tab: "all" }) })),
    ...missing.map((locale) => ({ id: `new/${locale}`, label: t("article.translate", { language: language_name(locale) }), icon: "plus" as const, run: () => { sessionStorage.setItem("desk-new", JSON.stringify({ locale, title: "", content: "", audience: words.audience, translation_of: article.translation_of ?? article.id })); desk.go({ at: "content", editor: editor.id, id: "new", tab: "all" }); } })),
  ] : [];
  return (
    <div class="room-inside editor-room">
      <header class="room-head editor-head">
        <Button icon="back" label={t("back")} quiet onClick={back} />
        <div class="editor-state"><span class={`chip ${words.status === "published" ? "good" : words.status === "draft" ? "warn" : ""}`}>{t(`article.${saved?.status ?? words.status}`)}</span><span class="muted">{language_name(words.locale)}</span>
          {dirty && <span class="muted">{t("article.unsaved")}</span>}{article?.status === "scheduled" && article.publish_at && <span class="muted">{date_time(article.publish_at)}</span>}
          {article && article.votes && <span class="muted wide-only">{t("article.votes", { yes: article.votes.helpful, no: article.votes.unhelpful, reads: article.votes.reads })}</span>}</div>
        {languages.length > 0 && <Menu label={t("article.languages")} icon="globe" align="end" choices={languages} />}
        {!fresh && <Button icon="history" label={t("article.history")} quiet onClick={() => set_open("history")} />}
        <Button icon="gear" label={t("article.details")} quiet onClick={() => set_open("details")} />
        {!read_only && <>
          <Button label={t("save")} keys="Ctrl S" show disabled={!dirty || busy || !words.title.trim()} onClick={() => void save()} />
          {words.status !== "published" && <Button label={t("article.publish")} strong disabled={busy || !words.title.trim()} onClick={() => void save({ status: "published", publish_at: null })} />}
          <Menu label={t("more")} icon="more" align="end" choices={[
            { id: "schedule", label: t("article.schedule"), icon: "clock", run: () => set_open("schedule") },
            ...(words.status === "published" || words.status === "scheduled" ? [{ id: "draft", label: t("article.unpublish"), icon: "edit" as const, run: () => void save({ status: "draft", publish_at: null }) }] : []),
            ...(words.status !== "archived" ? [{ id: "archive", label: t("article.archive"), icon: "box" as const, run: () => void save({ status: "archived", publish_at: null }) }] : []),
            ...(article ? [{ id: "open", label: t("article.open"), icon: "globe" as const, run: () => void window.open(article.url, "_blank", "noopener") }, { id: "delete", label: t("article.delete"), icon: "trash" as const, danger: true, divider: true, run: () => void drop_article(editor.api, article.id, article.rev).then(() => { localStorage.removeItem(kept_key); desk.notices.toast("done", t("article.done.deleted")); back(); }, (error: unknown) => desk.notices.failed(error)) }] : []),
          ]} />
        </>}
      </header>
      {read_only && <p class="bar"><span class="owner">{t("owned_by_file")} <code>{article.origin.path}</code></span></p>}
      {article?.stale && <p class="bar warn-bar" role="status">{t("article.stale")}</p>}
      {warnings.length > 0 && <details class="bar warnings"><summary>{tn("article.warnings", warnings.length)}</summary><ul>{warnings.map((one, at) => <li key={at}>{one.line > 0 && <strong>{t("article.line", { n: one.line })} </strong>}{one.text}</li>)}</ul></details>}
      <input class="editor-title" aria-label={t("article.title")} placeholder={t("article.title")} value={words.title} readOnly={read_only} onInput={(event) => write({ title: event.currentTarget.value })} />
      <div class="editor-columns">
        {beside && <section class="editor-beside" aria-label={language_name(beside.locale)}><header><strong>{language_name(beside.locale)}: {beside.title}</strong><Button icon="close" label={t("close")} quiet small onClick={() => set_beside(null)} /></header><pre lang={beside.locale}>{beside.content}</pre></section>}
        <Source editor={editor} text={words.content} read_only={read_only} locale={words.locale} set={(content) => write({ content })} />
        {!beside && <Reading editor={editor} {...(fresh ? {} : { id })} words={words} format={article?.format ?? "markdown"} />}
      </div>
      {open === "details" && <Details words={words} write={write} categories={categories} read_only={read_only} fresh={fresh} on_close={() => set_open(null)} />}
      {open === "schedule" && <Schedule at={words.publish_at} on_close={() => set_open(null)} on_set={(publish_at) => { set_open(null); void save({ status: "scheduled", publish_at }); }} />}
      {open === "history" && article && <History editor={editor} article={article} on_close={() => set_open(null)} on_restored={(made) => { set_open(null); take(made); desk.notices.toast("done", t("article.done.restored")); }} />}
    </div>
  );
}

function Source({ editor, text, read_only, locale, set }: { editor: Editor; text: string; read_only: boolean; locale: string; set: (text: string) => void }) {
  const desk = use_every_change();
  const area = useRef<HTMLTextAreaElement>(null);
  const [sending, set_sending] = useState(0);
  const apply = (edit: Edit) => {
    set(edit.text);
    setTimeout(() => { area.current?.focus(); area.current?.setSelectionRange(edit.from, edit.to); }, 0);
  };
  const at = (): [string, number, number] => [area.current!.value, area.current!.selectionStart, area.current!.selectionEnd];
  const insert = (words: string) => { const [now, from, to] = at(); apply({ text: now.slice(0, from) + words + now.slice(to), from: from + words.length, to: from + words.length }); };
  const add = (files: Iterable<File>) => {
    for (const file of files) {
      set_sending((before) => before + 1);
      upload(file, file.name || t("attachment.pasted"), () => {}, `${editor.api}/media`).done.then(
        (made) => insert(/^image\//.test(file.type) ? `\n![${(file.name || "").replace(/\.\w+$/, "")}](${made.url})\n` : `[${file.name}](${made.url})`),
        (error: unknown) => desk.notices.failed(error)).finally(() => set_sending((before) => before - 1));
    }
  };
  const tools: [string, string, () => void][] = [
    ["B", "tool.bold", () => apply(wrap(...at(), "**", t("tool.bold")))], ["I", "tool.italic", () => apply(wrap(...at(), "*", t("tool.italic")))], ["H", "tool.heading", () => apply(prefix_lines(...at(), "## "))],
    ["•", "tool.list", () => apply(prefix_lines(...at(), "- "))], ["1.", "tool.steps", () => apply(prefix_lines(...at(), "1. "))], ["`", "tool.code", () => apply(wrap(...at(), "`", t("tool.code")))],
    ["!", "tool.note", () => insert(`\n> [!NOTE]\n> ${t("tool.note")}\n`)], ["↗", "tool.link", () => { const [now, from, to] = at(); const words = now.slice(from, to) || t("tool.link"); apply({ text: `${now.slice(0, from)}[${words}](https://)${now.slice(to)}`, from: from + words.length + 3, to: from + words.length + 11 }); }],
  ];
  return (
    <section class="editor-source" aria-label={t("article.text")} onDragOver={(event) => event.preventDefault()} onDrop={(event) => { event.preventDefault(); add(event.dataTransfer?.files ?? []); }}>
      {!read_only && <div class="tools" role="toolbar" aria-label={t("tool.all")}>
        {tools.map(([sign, name, run]) => <button key={name} type="button" class="tool" title={t(name)} aria-label={t(name)} onClick={run}>{sign}</button>)}
        <label class="tool tool-file" title={t("tool.image")}><span aria-hidden="true">▣</span><span class="hidden">{t("tool.image")}</span><input type="file" class="hidden" multiple onChange={(event) => { add(event.currentTarget.files ?? []); event.currentTarget.value = ""; }} /></label>
        {sending > 0 && <span class="muted" role="status">{t("loading")}</span>}
      </div>}
      <textarea ref={area} class="editor-text" lang={locale} spellcheck aria-label={t("article.text")} value={text} readOnly={read_only} onInput={(event) => set(event.currentTarget.value)}
        onPaste={(event) => { const files = [...(event.clipboardData?.files ?? [])]; if (files.length) { event.preventDefault(); add(files); } }} />
    </section>
  );
}

// What readers get, by the very code that makes their pages.
function Reading({ editor, id, words, format }: { editor: Editor; id?: string; words: Words; format: string }) {
  const [page, set_page] = useState<Preview | null>(null);
  const [failed, set_failed] = useState<string | null>(null);
  useEffect(() => {
    const stop = new AbortController();
    const timer = setTimeout(() => void preview(editor.api, { ...(id ? { id } : {}), locale: words.locale, title: words.title || "–", content: words.content, format }, stop.signal)
      .then((made) => { set_page(made); set_failed(null); }, (error: Error) => { if (!stop.signal.aborted) set_failed(error.message); }), page ? kPreview : 0);
    return () => { clearTimeout(timer); stop.abort(); };
  }, [words.content, words.title, words.locale]);
  const click = (event: MouseEvent) => {
    const link = (event.target as Element).closest("a");
    if (!link) return;
    event.preventDefault();
    const href = link.getAttribute("href") ?? "";
    if (!href.startsWith("#")) window.open(link.href, "_blank", "noopener");
  };
  return (
    <section class="editor-reading" aria-label={t("article.preview")} tabIndex={0}>
      {failed && <p class="failed-line" role="status">{failed}</p>}
      {page && page.warnings.length > 0 && <ul class="preview-warnings">{page.warnings.slice(0, 5).map((one, at) => <li key={at}>{one.line > 0 && `${t("article.line", { n: one.line })} `}{one.text}</li>)}</ul>}
      <h1 class="reading-title">{words.title}</h1>
      {page && <div class="reading" lang={words.locale} onClick={click} dangerouslySetInnerHTML={cleaned_html(page.html.replace(/ id="/g, ' id="reading-'))} />}
    </section>
  );
}

function Details({ words, write, categories, read_only, fresh, on_close }: { words: Words; write: (change: Partial<Words>) => void; categories: Category[]; read_only: boolean; fresh: boolean; on_close: () => void }) {
  const desk = use_every_change();
  return (
    <Dialog title={t("article.details")} on_close={on_close}>
      <form class="stack" onSubmit={(event) => { event.preventDefault(); on_close(); }}>
        {fresh && <Field label={t("content.language")}>{(id) => <select class="field" id={id} value={words.locale} onChange={(event) => write({ locale: event.currentTarget.value, category: "" })}>{desk.site.locales.map((locale) => <option key={locale} value={locale}>{language_name(locale)}</option>)}</select>}</Field>}
        <Field label={t("article.category")}>{(id) => <select class="field" id={id} value={words.category} disabled={read_only} onChange={(event) => write({ category: event.currentTarget.value })}><option value="">{t("article.category.none")}</option>{categories.filter((one) => one.locale === words.locale).map((one) => <option key={one.id} value={one.id}>{one.title}</option>)}</select>}</Field>
        <Field label={t("article.audience")} hint={t("article.audience.hint")}>{(id, hint) => <select class="field" id={id} aria-describedby={hint} value={words.audience} disabled={read_only} onChange={(event) => write({ audience: event.currentTarget.value })}>{kAudiences.map((name) => <option key={name} value={name}>{t(`audience.${name}`)}</option>)}</select>}</Field>
        <Field label={t("article.description")} hint={t("article.description.hint")}>{(id, hint) => <textarea class="field" id={id} aria-describedby={hint} rows={2} value={words.description} readOnly={read_only} onInput={(event) => write({ description: event.currentTarget.value })} />}</Field>
        <TextField label={t("article.tags")} hint={t("article.tags.hint")} value={words.tags} readOnly={read_only} onInput={(event) => write({ tags: event.currentTarget.value })} />
        <TextField label={t("article.slug")} hint={t("article.slug.hint")} value={words.slug} readOnly={read_only} onInput={(event) => write({ slug: event.currentTarget.value })} />
        <div class="dialog-foot"><Button label={t("close")} submit strong /></div>
      </form>
    </Dialog>
  );
}

function Schedule({ at, on_close, on_set }: { at: string | null; on_close: () => void; on_set: (at: string) => void }) {
  const local = (time: Date) => new Date(time.getTime() - time.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
  const [own, set_own] = useState(local(at ? new Date(at) : new Date(Date.now() + 86400_000)));
  return (
    <Dialog title={t("article.schedule")} on_close={on_close}>
      <form class="stack" onSubmit={(event) => { event.preventDefault(); const when = new Date(own); if (when.getTime() > Date.now()) on_set(when.toISOString()); }}>
        <Field label={t("article.schedule.at")}>{(id) => <input class="field" type="datetime-local" id={id} required min={local(new Date())} value={own} onInput={(event) => set_own(event.currentTarget.value)} />}</Field>
        <div class="dialog-foot"><Button label={t("cancel")} quiet onClick={on_close} /><Button label={t("article.schedule")} submit strong /></div>
      </form>
    </Dialog>
  );
}
