// What an article was before each change, what differs, and the way back.
import { useEffect, useState } from "preact/hooks";
import { differences, get_revision, list_revisions, restore, type Article, type Revision } from "../../content";
import type { Editor } from "../../desk";
import { date_time, t } from "../../texts";
import { use_every_change } from "../../use";
import { Button, Dialog, Empty, Loading } from "../parts";

export function History({ editor, article, on_close, on_restored }: { editor: Editor; article: Article; on_close: () => void; on_restored: (article: Article) => void }) {
  const desk = use_every_change();
  const [all, set_all] = useState<Revision[] | null>(null);
  const [shown, set_shown] = useState<Revision | null>(null);
  const show = (rev: number) => get_revision(editor.api, article.id, rev).then(set_shown, (error: unknown) => desk.notices.failed(error));
  useEffect(() => void list_revisions(editor.api, article.id).then((page) => { set_all(page.items); if (page.items[0]) void show(page.items[0].rev); }, (error: unknown) => { desk.notices.failed(error); set_all([]); }), []);
  const lines = shown?.content === undefined ? [] : differences(shown.content, article.content);
  // Of what is the same only what stands near a change.
  const near = (at: number) => lines.slice(Math.max(0, at - 3), at + 4).some((line) => line.kind !== "same");
  return (
    <Dialog title={t("article.history")} on_close={on_close} wide>
      {!all ? <Loading rows={4} /> : all.length === 0 ? <Empty icon="history" title={t("history.none")} /> : (
        <div class="history">
          <ul class="history-list">{all.map((one) => <li key={one.rev}><button type="button" class="choice-button" aria-pressed={shown?.rev === one.rev} onClick={() => void show(one.rev)}><span><strong>{date_time(one.at)}</strong><br /><span class="muted">{one.replaced_by}</span></span></button></li>)}</ul>
          {shown && <div class="history-shown">
            <p class="muted">{t("history.legend")}</p>
            {shown.title !== article.title && <p><del>{shown.title}</del> → <ins>{article.title}</ins></p>}
            <pre class="diff" tabIndex={0}>{lines.map((line, at) => (line.kind !== "same" || near(at) ? <span key={at} class={line.kind}>{line.kind === "gone" ? "− " : line.kind === "new" ? "+ " : "  "}{line.text}{"\n"}</span> : null))}</pre>
            {article.editable && <Button label={t("history.restore")} icon="history" show strong onClick={() => void restore(editor.api, article.id, article.rev, shown.rev).then(on_restored, (error: unknown) => desk.notices.failed(error))} />}
          </div>}
        </div>
      )}
    </Dialog>
  );
}
