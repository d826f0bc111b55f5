// The desk's words in the agent's language, and times and numbers as people there write them.

let table: Record<string, string> = {};
let locale = "en";
let plural = new Intl.PluralRules("en");
let zone: string | undefined;

export function set_texts(texts: Record<string, string>, language: string, time_zone?: string) {
  table = texts;
  locale = language;
  plural = new Intl.PluralRules(language);
  zone = time_zone;
}
export const language = () => locale;

export type Values = Record<string, string | number>;

// The text of a key with {name} replaced. A missing key shows itself, which a test finds.
export function t(key: string, values?: Values): string {
  const text = table[key] ?? key;
  return values ? text.replace(/\{(\w+)\}/g, (slot, name: string) => String(values[name] ?? slot)) : text;
}

// key.one, key.other … by the language's own rule.
export function tn(key: string, count: number, values?: Values): string {
  const exact = `${key}.${plural.select(count)}`;
  return t(table[exact] === undefined ? `${key}.other` : exact, { n: number(count), ...values });
}

export const number = (value: number) => new Intl.NumberFormat(locale).format(value);

export function money(amount: string | number, currency: string): string {
  const value = Number(amount);
  if (!Number.isFinite(value)) return `${amount} ${currency}`;
  try { return new Intl.NumberFormat(locale, { style: "currency", currency }).format(value); } catch { return `${amount} ${currency}`; }
}

const formats = new Map<string, Intl.DateTimeFormat>();
function format(name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale}/${name}`;
  let known = formats.get(key);
  if (!known) formats.set(key, (known = new Intl.DateTimeFormat(locale, { ...options, ...(zone ? { timeZone: zone } : {}) })));
  return known;
}

const clock = (at: Date) => format("clock", { hour: "2-digit", minute: "2-digit" }).format(at);
const day_of = (at: Date) => format("day", { year: "numeric", month: "2-digit", day: "2-digit" }).format(at);

export const full_time = (at: string | number) => format("full", { dateStyle: "full", timeStyle: "short" }).format(new Date(at));
export const date_time = (at: string | number) => format("datetime", { dateStyle: "medium", timeStyle: "short" }).format(new Date(at));
export const day = (at: string | number) => format("date", { dateStyle: "medium" }).format(new Date(at));
export const time = (at: string | number) => clock(new Date(at));

// "now", "5 min", "3 h", "Tue", "4 Mar": as short as a row allows.
export function short_ago(at: string, now = Date.now()): string {
  const then = new Date(at), seconds = (now - then.getTime()) / 1000;
  if (seconds < 60) return t("time.now");
  if (seconds < 3600) return t("time.minutes", { n: Math.floor(seconds / 60) });
  if (day_of(then) === day_of(new Date(now))) return clock(then);
  if (seconds < 6 * 86400) return format("weekday", { weekday: "short" }).format(then);
  return seconds < 300 * 86400 ? format("short", { day: "numeric", month: "short" }).format(then) : format("shortyear", { month: "short", year: "numeric" }).format(then);
}

// "Today", "Yesterday", "Monday, 4 March".
export function day_name(at: string, now = Date.now()): string {
  const then = new Date(at);
  if (day_of(then) === day_of(new Date(now))) return t("time.today");
  if (day_of(then) === day_of(new Date(now - 86400_000))) return t("time.yesterday");
  return format("longday", { weekday: "long", day: "numeric", month: "long" }).format(then);
}
export const same_day = (a: string, b: string) => day_of(new Date(a)) === day_of(new Date(b));

// Until or since, in words: "in 2 hours", "5 minutes ago".
export function relative(at: string, now = Date.now()): string {
  const seconds = (new Date(at).getTime() - now) / 1000, size = Math.abs(seconds);
  const [unit, length]: [Intl.RelativeTimeFormatUnit, number] = size < 3600 ? ["minute", 60] : size < 86400 ? ["hour", 3600] : ["day", 86400];
  return new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(Math.round(seconds / length), unit);
}

export function bytes(size: number): string {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte"];
  let unit = 0;
  while (size >= 1000 && unit < units.length - 1) { size /= 1000; ++unit; }
  return new Intl.NumberFormat(locale, { style: "unit", unit: units[unit]!, unitDisplay: "short", maximumFractionDigits: unit ? 1 : 0 }).format(size);
}

export function language_name(code: string): string {
  try { return new Intl.DisplayNames([locale], { type: "language" }).of(code) ?? code; } catch { return code; }
}
