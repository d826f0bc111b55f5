// One's own: sound, notifications, keys.
import { t } from "../../texts";
import { use_every_change } from "../../use";
import { Button, Field, Switch } from "../parts";

export function Mine() {
  const desk = use_every_change();
  const { settings } = desk;
  const notify = async (on: boolean) => {
    if (on && typeof Notification !== "undefined" && Notification.permission !== "granted" && (await Notification.requestPermission()) !== "granted")
      return desk.notices.toast("failed", t("settings.notify.refused"));
    await desk.set_settings({ notify: on });
  };
  return (
    <>
      <div class="box">
        <Switch label={t("settings.sound")} hint={t("settings.sound.hint")} on={settings.sound} set={(sound) => void desk.set_settings({ sound })} />
        <Switch label={t("settings.notify")} hint={t("settings.notify.hint")} on={settings.notify} set={(on) => void notify(on)} disabled={typeof Notification === "undefined"} />
        <Switch label={t("settings.enter")} hint={t("settings.enter.hint")} on={settings.enter_sends} set={(enter_sends) => void desk.set_settings({ enter_sends })} />
      </div>
      <Field label={t("settings.language")} hint={t("settings.language.hint")}>{(id, hint) => <select class="field" id={id} aria-describedby={hint} value={settings.locale} onChange={(event) => void desk.set_settings({ locale: event.currentTarget.value }).then(() => location.reload())}><option value="">{t("settings.language.auto")}</option><option value="en">English</option><option value="bg">Български</option><option value="vi">Tiếng Việt</option></select>}</Field>
      <p><Button icon="bell" label={t("settings.try_sound")} show quiet onClick={() => desk.notices.ring("offer")} /></p>
    </>
  );
}
