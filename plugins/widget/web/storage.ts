// What must outlive the page: the session, what is on its way, what was answered. A browser that gives a frame of another site
// no storage leaves that to the launcher, which keeps it on the page's own origin.
let lent: Record<string, string> = {};
let tell: (key: string, value: string | null) => void = () => {};

export const isBlocked = (() => {
  try {
    localStorage.setItem("patchbay:try", "1");
    localStorage.removeItem("patchbay:try");
    return false;
  } catch { return true; }
})();

export function get(key: string): string | null {
  if (isBlocked) return lent[key] ?? null;
  try { return localStorage.getItem(key); } catch { return null; }
}
export function put(key: string, value: string | null): void {
  if (isBlocked) {
    if (value === null) delete lent[key];
    else lent[key] = value;
    tell(key, value);
    return;
  }
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch { lent[key] = value ?? ""; }
}
// What the launcher kept, and how it is told.
export function lend(values: Record<string, string>, work: typeof tell): void {
  lent = { ...values, ...lent };
  tell = work;
}
