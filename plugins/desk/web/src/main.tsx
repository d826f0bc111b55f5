// The way in: who signed in and where, then the desk.
import { render } from "preact";
import { get } from "./api";
import { Desk, type Site } from "./desk";
import { open_keep } from "./keep";
import type { Me } from "./model";
import { set_texts } from "./texts";
import { apply_theme } from "./theme";
import { DeskContext } from "./use";
import { Shell } from "./view/shell";

interface Start { me: Me; site: Site; locale: string; texts: string }

async function start() {
  const root = document.getElementById("desk")!;
  const boot = JSON.parse(document.getElementById("boot")!.textContent!) as Start;
  apply_theme(boot.site.accent);
  const [texts, keep] = await Promise.all([get<Record<string, string>>(boot.texts), open_keep(boot.me.id)]);
  set_texts(texts, boot.locale, boot.site.time_zone);
  const desk = new Desk(boot.me, boot.site, keep);
  desk.notices.on_click = (number) => desk.show({ number });
  root.textContent = "";
  render(<DeskContext.Provider value={desk}><Shell /></DeskContext.Provider>, root);
  await desk.start();
}

void start();
