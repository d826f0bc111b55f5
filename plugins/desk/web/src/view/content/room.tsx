// Content: what is written, in which state, and what people searched for and did not find.
import { useEffect, useState } from "preact/hooks";
import { list_articles, list_gaps, type Card, type Gap, type Status } from "../../content";
import type { Editor } from "../../desk";
import { write_place } from "../../route";
import { day, language_name, number, t, tn } from "../../texts";
import { use_every_change } from "../../use";
import { Button, Empty, Loading } from "../parts";
import { RoomHead } from "../search_room";
import { ArticleEditor } from "./article_editor";

export function ContentRoom({ on_menu }: { on_menu: () => void }) {
  const desk = use_every_change();
  const { place } = desk;
  if (place.at !== "content") return null;
  const editor = desk.editors.find((one) => one.id === place.editor) ?? desk.editors[0];
  if (!editor) return <div class="room-inside"><RoomHead title={t("content")} on_menu={on_menu} />{desk.ready && <Empty icon="book" title={t("content.none")} more={t("content.none.more")} />}</div>;
  if (place.id) return <ArticleEditor key={place.id} editor={editor} id={place.id} on_menu={on_menu} />;
  const tab = (name: "all" | "gaps", label: string) => <a href={write_place({ at: "content", editor: editor.id, id: null, tab: name })} aria-current={place.tab === name ? "page" : undefined} onClick={(event) => { if (event.ctrlKey || event.metaKey) return; event.preventDefault(); desk.go({ at: "content", editor: editor.id, id: null, tab: name }); }}>{label}</a>;
  return (
    <div class="room-inside">
      <RoomHead title={t("content")} on_menu={on_menu}><Button icon="plus" label={t("content.new")} show strong onClick={() => desk.go({ at: "content", editor: editor.id, id: "new", tab: "all" })} /></RoomHead>
      <nav class="tabs" aria-label={t("content")}>
        {desk.editors.length > 1 && desk.editors.map((one) => <a key={one.id} href={write_place({ at: "content", editor: one.id, id: null, tab: "all" })} aria-current={one === editor && place.tab === "all" ? "page" : undefined} onClick={(event) => { event.preventDefault(); desk.go({ at: "content", editor: one.id, id: null, tab: "all" }); }}>{one.title}</a>)}
        {desk.editors.length === 1 && tab("all", editor.title)}
        {tab("gaps", t("content.gaps"))}
      </nav>
      <div class="room-body">{place.tab === "gaps" ? <Gaps editor={editor} /> : <Articles key={editor.id} editor={editor} />}</div>
    </div>
  );
}

const kStatuses: Status[] = ["published", "draft", "scheduled", "archived"];

function Articles({ editor }: { editor: Editor }) {
  const desk = use_every_change();
  const [filter, set_filter] = useState<{ locale: string; status: string; word: string }>({ locale: "", status: "", word: "" });
  const [cards, set_cards] = useState<Card[] | null>(null);
  const [next, set_next] = useState<string | null>(null);
  const load = async (cursor: string | null) => {
    try {
      const page = await list_articles(editor.api, { ...(filter.locale ? { locale: filter.locale } : {}), ...(filter.status ? { status: filter.status } : {}), cursor });
      set_cards((before) => (cursor && before ? [...before, ...page.items] : page.items));
      set_next(page.next);
    } catch (error) { desk.notices.failed(error); set_cards((before) => before ?? []); }
  };
  useEffect(() => { set_cards(null); void load(null); }, [filter.locale, filter.status]);
  const word = filter.word.toLocaleLowerCase();
  const shown = (cards ?? []).filter((card) => !word || card.title.toLocaleLowerCase().includes(word) || card.id.toLocaleLowerCase().includes(word));
  const chip = (status: Status) => (status === "published" ? "good" : status === "draft" ? "warn" : "");
  return (
    <>
      <div class="filter-row">
        <input class="field" type="search" aria-label={t("content.find")} placeholder={t("content.find")} value={filter.word} onInput={(event) => set_filter({ ...filter, word: event.currentTarget.value })} />
        <select class="field" aria-label={t("content.language")} value={filter.locale} onChange={(event) => set_filter({ ...filter, locale: event.currentTarget.value })}><option value="">{t("content.all_languages")}</option>{desk.site.locales.map((locale) => <option key={locale} value={locale}>{language_name(locale)}</option>)}</select>
        <select class="field" aria-label={t("filter.status")} value={filter.status} onChange={(event) => set_filter({ ...filter, status: event.currentTarget.value })}><option value="">{t("content.all_states")}</option>{kStatuses.map((status) => <option key={status} value={status}>{t(`article.${status}`)}</option>)}</select>
      </div>
      {cards === null ? <Loading rows={8} /> : shown.length === 0 ? <Empty icon="book" title={t("content.nothing")} /> : (
        <div class="table-wrap"><table class="table content-table">
          <thead><tr><th>{t("article.title")}</th><th>{t("filter.status")}</th><th>{t("content.language")}</th><th>{t("article.audience")}</th><th>{t("article.updated")}</th></tr></thead>
          <tbody>{shown.map((card) => (
            <tr key={card.id}>
              <td><a href={write_place({ at: "content", editor: editor.id, id: card.id, tab: "all" })} onClick={(event) => { if (event.ctrlKey || event.metaKey) return; event.preventDefault(); desk.go({ at: "content", editor: editor.id, id: card.id, tab: "all" }); }}>{card.title}</a><br /><span class="muted">{card.category || card.id}</span></td>
              <td><span class={`chip ${chip(card.status)}`}>{t(`article.${card.status}`)}</span>{card.status === "scheduled" && card.publish_at && <><br /><span class="muted">{day(card.publish_at)}</span></>}</td>
              <td>{language_name(card.locale)}</td><td>{t(`audience.${card.audience}`)}</td><td class="nowrap">{day(card.updated)}</td>
            </tr>
          ))}</tbody>
        </table></div>
      )}
      {next && <Button label={t("more.load")} quiet onClick={() => void load(next)} />}
    </>
  );
}

function Gaps({ editor }: { editor: Editor }) {
  const desk = use_every_change();
  const [gaps, set_gaps] = useState<Gap[] | null>(null);
  useEffect(() => void list_gaps().then((page) => set_gaps(page.items), (error: unknown) => { desk.notices.failed(error); set_gaps([]); }), []);
  if (!gaps) return <Loading />;
  if (gaps.length === 0) return <Empty icon="search" title={t("gaps.none")} more={t("gaps.none.more")} />;
  return (
    <>
      <p class="muted room-intro">{t("gaps.intro")}</p>
      <div class="table-wrap"><table class="table">
        <thead><tr><th>{t("gaps.question")}</th><th>{t("content.language")}</th><th>{t("gaps.asked")}</th><th>{t("gaps.empty")}</th><th><span class="hidden">{t("more")}</span></th></tr></thead>
        <tbody>{gaps.map((gap) => <tr key={`${gap.locale}/${gap.text}`}><td>{gap.text}</td><td>{language_name(gap.locale)}</td><td>{number(gap.asked)}</td><td>{gap.empty > 0 ? <span class="chip bad">{tn("gaps.times", gap.empty)}</span> : number(0)}</td>
          <td><Button label={t("gaps.write", { text: gap.text })} icon="edit" small quiet onClick={() => { sessionStorage.setItem("desk-new", JSON.stringify({ title: gap.text, locale: gap.locale })); desk.go({ at: "content", editor: editor.id, id: "new", tab: "all" }); }} /></td></tr>)}</tbody>
      </table></div>
    </>
  );
}
