// Fields that are asked for: before a chat, and by a form part.
import { useId, useState } from "preact/hooks";
import * as api from "./api";
import { kChat, store, type Field } from "./app";
import { config, t } from "./config";
import * as storage from "./storage";

const shapes: Record<string, RegExp> = { email: /^\S+@\S+\.\S+$/, phone: /^[+\d][\d\s().-]{4,}$/ };

export function checkFields(fields: Field[], values: Record<string, string>): Record<string, string> {
  const wrong: Record<string, string> = {};
  for (const field of fields) {
    const value = values[field.id]?.trim() ?? "";
    if (!value) { if (field.required) wrong[field.id] = t("field.required"); } else if (shapes[field.kind] && !shapes[field.kind]!.test(value)) wrong[field.id] = t(`field.${field.kind}`);
  }
  return wrong;
}

export function FieldInput({ field, value, wrong, change }: { field: Field; value: string; wrong: string | undefined; change: (value: string) => void }) {
  const id = useId();
  const common = { id, value, required: field.required ?? false, "aria-invalid": wrong ? true : undefined, "aria-describedby": wrong ? `${id}-wrong` : undefined };
  const auto = ({ name: "name", email: "email", phone: "tel" } as Record<string, "name" | "email" | "tel">)[field.id] ?? "off";
  return (
    <div class="field">
      <label for={id}>{field.label}{field.required ? null : <small> {t("field.optional")}</small>}</label>
      {field.kind === "long" ? <textarea {...common} rows={3} maxLength={2000} onInput={(event) => change(event.currentTarget.value)} />
        : field.kind === "choice" || field.kind === "select" ? (
          <select {...common} onChange={(event) => change(event.currentTarget.value)}>
            <option value="">{t("field.choose")}</option>
            {(field.choices ?? []).map((choice) => <option key={choice.id} value={choice.id}>{choice.label}</option>)}
          </select>
        ) : <input {...common} list={undefined} type={field.kind === "email" ? "email" : field.kind === "phone" ? "tel" : "text"} autocomplete={auto} maxLength={200} onInput={(event) => change(event.currentTarget.value)} />}
      {wrong ? <p class="wrong" id={`${id}-wrong`}>{wrong}</p> : null}
    </div>
  );
}

const kAnswered = `patchbay:answered:${config.inbox}`;
export const mustAsk = (): boolean => storage.get(kAnswered) !== "1" && (store.state.chat.prechat?.fields.length ?? 0) > 0;

// Before the first message; never between somebody and a person: it can be passed over unless a field is required.
export function PreChat({ done }: { done: () => void }) {
  const { chat } = store.use();
  const fields = chat.prechat?.fields ?? [];
  const [values, setValues] = useState<Record<string, string>>({}), [wrong, setWrong] = useState<Record<string, string>>({}), [busy, setBusy] = useState(false), [failed, setFailed] = useState("");
  const submit = async (event: Event) => {
    event.preventDefault();
    const found = checkFields(fields, values);
    setWrong(found);
    if (Object.keys(found).length) return;
    setBusy(true);
    try {
      const answers = Object.fromEntries(Object.entries(values).filter(([, value]) => value.trim()).map(([id, value]) => [id, value.trim()]));
      if (Object.keys(answers).length) await api.request("POST", `/${kChat}/prechat`, { inbox: config.inbox, answers });
      storage.put(kAnswered, "1");
      done();
    } catch (error) { setFailed((error as Error).message || t("failed.unavailable")); }
    setBusy(false);
  };
  return (
    <form class="form card" noValidate onSubmit={(event) => void submit(event)}>
      <p>{t("prechat.title")}</p>
      {fields.map((field) => <FieldInput key={field.id} field={field} value={values[field.id] ?? ""} wrong={wrong[field.id]} change={(value) => setValues({ ...values, [field.id]: value })} />)}
      {failed ? <p class="wrong" role="alert">{failed}</p> : null}
      <button class="primary" disabled={busy}>{t("prechat.go")}</button>
    </form>
  );
}
