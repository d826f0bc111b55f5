// Every key, from the same table that makes them work.
import { keys, type Command } from "../keys";
import { t } from "../texts";
import { Dialog } from "./parts";

export const key_names = (key: string) => key.replace("Ctrl+", "Ctrl ").replace("Alt+", "Alt ").replace("Escape", "Esc").split(" ").map((part) => (part.length === 1 ? part.toUpperCase() : part));

export function Help({ on_close }: { on_close: () => void }) {
  const groups: Command["group"][] = ["move", "act", "write", "go"];
  const all = keys.all().filter((command) => command.keys.length > 0 && !command.hidden);
  return (
    <Dialog title={t("help")} on_close={on_close} wide>
      <div class="help-columns">
        {groups.map((group) => {
          const mine = all.filter((command) => command.group === group);
          return mine.length > 0 && <section key={group}><h3>{t(`help.${group}`)}</h3><dl class="keys">{mine.map((command) => <div key={command.id}><dt>{t(`command.${command.id}`)}</dt><dd>{key_names(command.keys[0]!).map((part) => <kbd key={part}>{part}</kbd>)}</dd></div>)}</dl></section>;
        })}
        <section><h3>{t("help.composer")}</h3><dl class="keys">
          <div><dt>{t("help.canned")}</dt><dd><kbd>:</kbd></dd></div><div><dt>{t("help.article")}</dt><dd><kbd>[</kbd><kbd>[</kbd></dd></div><div><dt>{t("help.mention")}</dt><dd><kbd>@</kbd></dd></div>
        </dl></section>
      </div>
    </Dialog>
  );
}
