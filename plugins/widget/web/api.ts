// HTTP to our own origin. A visitor's session begins with the first thing that needs one, never by looking around.
import { config } from "./config";
import type { OutgoingFile } from "./outbox";
import * as storage from "./storage";
import { ApiError } from "./types";

const kKey = `patchbay:session:${config.inbox}`;
let session: { token: string; expires_at: string; sub?: string } | null = read(); // sub: who the business said it is
let identity: string | null = null;
let starting: Promise<string | null> | null = null;

function read(): typeof session {
  try {
    const kept = JSON.parse(storage.get(kKey) ?? "null");
    return kept && Date.parse(kept.expires_at) > Date.now() ? kept : null;
  } catch { return null; }
}
const write = () => storage.put(kKey, session && JSON.stringify(session));
// After the launcher lent what it kept.
export const lookAgain = () => { session ??= read(); };

async function problemOf(answer: Response): Promise<ApiError> {
  const problem = await answer.json().catch(() => ({}));
  return new ApiError(answer.status, String(problem.code ?? ""), String(problem.detail ?? ""), Number(answer.headers.get("Retry-After") ?? 0));
}

async function ask(method: string, path: string, body: unknown, token: string | null, signal?: AbortSignal): Promise<any> {
  const headers: Record<string, string> = { Accept: "application/json" };
  if (token) headers.Authorization = `Bearer ${token}`;
  if (body !== undefined) headers["Content-Type"] = "application/json";
  let answer: Response;
  try {
    answer = await fetch(path, { method, headers, signal: signal ?? null, body: body === undefined ? null : JSON.stringify(body) });
  } catch (error) {
    if ((error as Error).name === "AbortError") throw error;
    throw new ApiError(0, "network", "");
  }
  if (!answer.ok) throw await problemOf(answer);
  return answer.status === 204 || !answer.headers.get("Content-Type")?.includes("json") ? null : answer.json();
}

export const hasSession = () => config.signed_in || session !== null;

// null: the cookie speaks. `renew`: the server did not take the token it had.
export function token(renew = false): Promise<string | null> {
  if (config.signed_in && !identity) return Promise.resolve(null);
  if (session && !renew) return Promise.resolve(session.token);
  starting ??= (async () => {
    try {
      const body = { inbox: config.inbox, locale: config.locale, identity };
      try {
        session = await ask("POST", "/api/v1/widget/session", body, session?.token ?? null);
      } catch (error) {
        // An identity nobody vouches for, or no longer: go on as who one was rather than not at all.
        if (!identity || !(error instanceof ApiError) || error.status < 400 || error.status >= 500 || error.status === 429) throw error;
        identity = null;
        refused?.(error.message);
        session = await ask("POST", "/api/v1/widget/session", { ...body, identity }, session?.token ?? null);
      }
      write();
      return session!.token;
    } finally { starting = null; }
  })();
  return starting;
}
let refused: ((why: string) => void) | null = null;
export const onRefusedIdentity = (work: (why: string) => void) => { refused = work; };

const subjectOf = (jwt: string): string => {
  try { return String(JSON.parse(atob(jwt.split(".")[1]!.replace(/-/g, "+").replace(/_/g, "/"))).sub ?? ""); } catch { return ""; }
};
// The business says who this is. False: the session says so already, as on every page after the first.
export async function identify(jwt: string | null): Promise<boolean> {
  if (!jwt || jwt === identity) return false;
  identity = jwt;
  const sub = subjectOf(jwt);
  if (session && sub && session.sub === sub) return false;
  await token(true);
  if (identity && session) { session.sub = sub; write(); }
  return true;
}
export function forgetSession(): void {
  session = null;
  identity = null;
  write();
}

// /api/v1 of a visitor, who gets a session for it.
export async function request(method: string, path: string, body?: unknown): Promise<any> {
  return ask(method, `/api/v1${path}`, body, await token());
}
// What everybody may see; with the session there is, without making one.
export function look(path: string, signal?: AbortSignal): Promise<any> {
  return ask("GET", path, undefined, session?.token ?? null, signal);
}
export const tell = (path: string, body: unknown): Promise<any> => ask("POST", path, body, session?.token ?? null);

export async function upload(file: OutgoingFile, progress: (part: number) => void): Promise<string> {
  if (!file.blob) throw new ApiError(400, "invalid", "");
  const bearer = await token();
  return new Promise((done, fail) => {
    const sending = new XMLHttpRequest();
    sending.open("POST", "/api/v1/uploads");
    if (bearer) sending.setRequestHeader("Authorization", `Bearer ${bearer}`);
    sending.setRequestHeader("Content-Type", file.type || "application/octet-stream");
    sending.setRequestHeader("Upload-Name", encodeURIComponent(file.name));
    sending.responseType = "json";
    sending.upload.onprogress = ({ loaded, total }) => { if (total) progress(loaded / total); };
    sending.onload = () => (sending.status < 300 ? done(sending.response.id)
      : fail(new ApiError(sending.status, sending.response?.code ?? "", sending.response?.detail ?? "", Number(sending.getResponseHeader("Retry-After") ?? 0))));
    sending.onerror = sending.ontimeout = () => fail(new ApiError(0, "network", ""));
    sending.send(file.blob!);
  });
}

export function openSocket(): WebSocket {
  return new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws/v1`);
}
