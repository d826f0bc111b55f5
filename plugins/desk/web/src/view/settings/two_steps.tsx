// Signing in by two steps: a secret for the authenticator, a code to prove it, ten codes for the day the telephone is lost.
import { useState } from "preact/hooks";
import { post } from "../../api";
import { t } from "../../texts";
import { use_every_change } from "../../use";
import { Button, TextField } from "../parts";

export function TwoSteps() {
  const desk = use_every_change();
  const [made, set_made] = useState<{ secret: string; uri: string } | null>(null);
  const [code, set_code] = useState("");
  const [codes, set_codes] = useState<string[] | null>(null);
  const [password, set_password] = useState("");
  const begin = () => void post<{ secret: string; uri: string }>("/api/v1/me/totp").then(set_made, (error: unknown) => desk.notices.failed(error));
  const confirm = () => void post<{ recovery_codes: string[] }>("/api/v1/me/totp/confirm", { code: code.replace(/\s/g, "") }).then((answer) => { set_codes(answer.recovery_codes); set_made(null); desk.me.totp = true; desk.changed(); }, (error: unknown) => desk.notices.failed(error));
  const off = () => void post("/api/v1/me/totp/off", { password }).then(() => { set_password(""); desk.me.totp = false; desk.notices.toast("done", t("two_steps.off.done")); }, (error: unknown) => desk.notices.failed(error));
  const grouped = (secret: string) => secret.replace(/(.{4})/g, "$1 ").trim();
  if (codes) return (
    <div class="box pad"><p><strong>{t("two_steps.on.done")}</strong></p><p>{t("two_steps.codes")}</p><ul class="codes">{codes.map((one) => <li key={one}>{one}</li>)}</ul>
      <p><Button icon="note" label={t("message.copy")} show onClick={() => void navigator.clipboard?.writeText(codes.join("\n")).then(() => desk.notices.toast("done", t("copied")))} /> <Button label={t("close")} quiet onClick={() => set_codes(null)} /></p></div>
  );
  return (
    <>
      <p class="muted">{t("two_steps.intro")}</p>
      {desk.me.totp && <p class="verified-line">{t("two_steps.is_on")}</p>}
      {made ? (
        <form class="box pad" onSubmit={(event) => { event.preventDefault(); confirm(); }}>
          <p>{t("two_steps.scan")}</p>
          <p class="secret">{grouped(made.secret)}</p>
          <p><a href={made.uri}>{t("two_steps.open")}</a></p>
          <TextField label={t("two_steps.code")} inputMode="numeric" autocomplete="one-time-code" required value={code} onInput={(event) => set_code(event.currentTarget.value)} />
          <p><Button label={t("two_steps.confirm")} submit strong /></p>
        </form>
      ) : <p><Button icon="key" label={t("two_steps.begin")} show strong onClick={begin} /></p>}
      <form class="box pad" onSubmit={(event) => { event.preventDefault(); off(); }}>
        <h3>{t("two_steps.off")}</h3>
        <TextField label={t("two_steps.password")} type="password" autocomplete="current-password" required value={password} onInput={(event) => set_password(event.currentTarget.value)} />
        <p><Button label={t("two_steps.off")} submit danger /></p>
      </form>
    </>
  );
}
