import { t } from "../texts";
import { use_every_change } from "../use";
import { Icon } from "./icons";
import { Button } from "./parts";

// What just happened, for a moment; a failure stays longer and says why.
export function Toasts() {
  const { notices } = use_every_change();
  return (
    <div class="toasts" role="region" aria-label={t("notices")}>
      {notices.toasts.map((toast) => (
        <div key={toast.id} class={`toast ${toast.kind}`} role={toast.kind === "failed" ? "alert" : "status"}>
          <Icon name={toast.kind === "failed" ? "warn" : toast.kind === "done" ? "check" : "info"} />
          <div><p>{toast.text}</p>{toast.more && <p class="muted">{toast.more}</p>}</div>
          {toast.undo && <Button label={t("undo")} quiet small onClick={() => { notices.dismiss(toast.id); toast.undo!(); }} />}
          <Button icon="close" label={t("close")} quiet small onClick={() => notices.dismiss(toast.id)} />
        </div>
      ))}
    </div>
  );
}
