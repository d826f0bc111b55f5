// What the server put into the document, and its texts.
interface Config {
  site: { name: string; logo: string; accent: string; time_zone: string; locales: string[]; default_locale: string };
  inbox: string;
  locale: string;
  allowed: string[];   // origins whose pages may talk to this frame
  signed_in: boolean;  // by a cookie of this origin: then no visitor's token is needed
  settings: { suggestions?: boolean; voice?: boolean; read_aloud?: boolean; dictation?: boolean };
  texts: Record<string, string>;
}

export const config: Config = JSON.parse(document.getElementById("pb-config")!.textContent!);
export const prefix = config.locale === config.site.default_locale ? "" : `/${config.locale}`;

const plurals = new Intl.PluralRules(config.locale);

export function t(key: string, values: Record<string, string | number> = {}): string {
  let text = config.texts[key] ?? key;
  for (const [name, value] of Object.entries(values)) text = text.split(`{${name}}`).join(String(value));
  return text;
}
// key.one, key.other …; {n} is the number.
export function many(key: string, n: number): string {
  const form = `${key}.${plurals.select(n)}`;
  return t(form in config.texts ? form : `${key}.other`, { n });
}

// Times as the visitor writes them, where the browser's language is the page's: 14:05 in Britain, 2:05 PM in America.
const written = navigator.languages.find((one) => one.split("-")[0] === config.locale.split("-")[0]) ?? config.locale;
const clock = new Intl.DateTimeFormat(written, { hour: "2-digit", minute: "2-digit" });
const day = new Intl.DateTimeFormat(written, { weekday: "long", day: "numeric", month: "long" });
export const timeOf = (at: string | number) => clock.format(new Date(at));
export function dayOf(at: string | number): string {
  const date = new Date(at), days = Math.round((new Date().setHours(0, 0, 0, 0) - new Date(date).setHours(0, 0, 0, 0)) / 86_400_000);
  if (days === 0 || days === 1) {
    const words = new Intl.RelativeTimeFormat(config.locale, { numeric: "auto" }).format(-days, "day");
    return words[0]!.toLocaleUpperCase(config.locale) + words.slice(1);
  }
  return day.format(date);
}
// "Monday 30 November, 09:00": in the visitor's own time zone, which is this browser's.
export const momentOf = (at: string) => `${dayOf(at)}, ${timeOf(at)}`;
// "about 3 minutes"
export function waitOf(seconds: number): string {
  return seconds < 90 ? t("wait.minute") : seconds < 5400 ? many("wait.minutes", Math.round(seconds / 60)) : many("wait.hours", Math.round(seconds / 3600));
}
export const sizeOf = (bytes: number) => new Intl.NumberFormat(config.locale, { maximumFractionDigits: 1 }).format(bytes < 1e6 ? Math.max(0.1, bytes / 1e3) : bytes / 1e6) + (bytes < 1e6 ? " kB" : " MB");
