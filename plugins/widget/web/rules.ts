// When the widget speaks first: the operator's rules, each at most once in a visit.
import type { Rule } from "./app";

// "*/checkout*" fits "https://shop.example.com/checkout/pay".
export function fits(pattern: string | undefined, url: string): boolean {
  if (!pattern) return true;
  const parts = pattern.split("*");
  if (parts.length === 1) return url === pattern;
  if (!url.startsWith(parts[0]!)) return false;
  let at = parts[0]!.length;
  for (const part of parts.slice(1, -1)) {
    const found = url.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  const last = parts.at(-1)!;
  return url.length - last.length >= at && url.endsWith(last);
}

export interface Visit {
  url: string;
  seconds: number;  // on this page
  visits: number;   // this one counts
  articles: number; // read in this journey
  offered: string[];
}

export const dueNow = (rules: Rule[], visit: Visit): Rule | undefined => rules.find((rule) =>
  !visit.offered.includes(rule.id) && fits(rule.url, visit.url) && visit.seconds >= (rule.seconds ?? 0) && (!rule.second_visit || visit.visits > 1) && visit.articles >= (rule.articles_read ?? 0));

const kVisits = "patchbay:visits", kOffered = "pb-offered";

// The number of this visit; a visit is a tab's session. 1 where storage is blocked.
export function countVisit(): number {
  try {
    const counted = sessionStorage.getItem(kVisits);
    if (counted) return Number(counted);
    const visits = Number(localStorage.getItem(kVisits) ?? 0) + 1;
    localStorage.setItem(kVisits, String(visits));
    sessionStorage.setItem(kVisits, String(visits));
    return visits;
  } catch { return 1; }
}
let memory: string[] = [];
export function offered(id?: string): string[] {
  try { memory = JSON.parse(sessionStorage.getItem(kOffered) ?? "[]"); } catch { /* blocked: this page only */ }
  if (id) {
    memory = [...memory, id].slice(-50);
    try { sessionStorage.setItem(kOffered, JSON.stringify(memory)); } catch { /* blocked */ }
  }
  return memory;
}
