// How it was: stars, a line, and how easy it was to reach a person, asked for by a csat part that says where it goes.
import { useState } from "preact/hooks";
import * as api from "./api";
import { t } from "./config";
import { Icon } from "./icons";
import * as storage from "./storage";
import type { Part } from "./types";

const kApi = "/api/v1", rated = (id: string) => `patchbay:rated:${id}`;

function Scale({ name, legend, of, score, choose }: { name: string; legend: string; of: number; score: number; choose: (score: number) => void }) {
  const [hover, setHover] = useState(0);
  return (
    <fieldset>
      <legend>{legend}</legend>
      <div class="stars" onMouseLeave={() => setHover(0)}>
        {Array.from({ length: of }, (_, i) => i + 1).map((n) => (
          <label key={n} class={n <= (hover || score) ? "on" : ""} onMouseEnter={() => setHover(n)}>
            <input type="radio" name={name} value={n} checked={score === n} onChange={() => choose(n)} /><Icon name="star" fill={n <= (hover || score)} /><span class="hidden">{t("rating.of", { n, of })}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

export function Rating({ part, conversation, seq }: { part: Part; conversation: string; seq: number }) {
  const id = `${conversation}:${seq}`, of = Math.min(10, Math.max(2, Number(part.scale) || 5));
  const [score, setScore] = useState(0), [effort, setEffort] = useState(0), [repeated, setRepeated] = useState(false), [comment, setComment] = useState(""), [sent, setSent] = useState(storage.get(rated(id)) === "1"), [failed, setFailed] = useState(false);
  const submit = typeof part.submit === "string" && part.submit.startsWith(`${kApi}/`) ? part.submit.slice(kApi.length) : null;
  if (!submit) return null;
  const post = async (event: Event) => {
    event.preventDefault();
    setFailed(false);
    try {
      await api.request("POST", submit, { conversation, score, ...(effort && { effort, repeated }), ...(comment.trim() && { comment: comment.trim() }) });
      storage.put(rated(id), "1");
      setSent(true);
    } catch { setFailed(true); }
  };
  if (sent) return <p class="rated" role="status"><Icon name="check" />{t("rating.thanks")}</p>;
  return (
    <form class="card rating" onSubmit={(event) => void post(event)}>
      <Scale name={`score-${id}`} legend={t("rating.question")} of={of} score={score} choose={setScore} />
      {score ? (
        <>
          {part.effort ? <Scale name={`effort-${id}`} legend={t("rating.effort")} of={5} score={effort} choose={setEffort} /> : null}
          {effort ? <label class="check"><input type="checkbox" checked={repeated} onChange={(event) => setRepeated(event.currentTarget.checked)} />{t("rating.repeated")}</label> : null}
          <div class="line">
            <input maxLength={500} aria-label={t("rating.comment")} placeholder={t("rating.comment")} value={comment} onInput={(event) => setComment(event.currentTarget.value)} />
            <button class="pill">{t("send")}</button>
          </div>
        </>
      ) : null}
      {failed ? <p class="wrong" role="alert">{t("failed.unavailable")}</p> : null}
    </form>
  );
}
