// The server's REST as functions. A refusal is an ApiError with the sentence the server gave for people.

export class ApiError extends Error {
  constructor(readonly status: number, readonly code: string, detail: string, readonly request_id = "") { super(detail); }
  // Worth another try by itself: the network or a server that is busy or starting.
  get passing() { return this.status === 0 || this.status === 429 || this.status >= 500; }
}

export interface Page<T> { items: T[]; next: string | null }

let on_signed_out: () => void = () => {};
export const when_signed_out = (then: () => void) => { on_signed_out = then; };

async function refusal(answer: Response): Promise<ApiError> {
  const problem = await answer.json().catch(() => ({})) as { code?: string; detail?: string; title?: string; request_id?: string };
  return new ApiError(answer.status, problem.code ?? String(answer.status), problem.detail ?? problem.title ?? answer.statusText, problem.request_id);
}

export interface Ask { method?: string; body?: unknown; headers?: Record<string, string>; signal?: AbortSignal; keepalive?: boolean }

export async function ask(path: string, { method, body, headers = {}, signal, keepalive }: Ask = {}): Promise<Response> {
  const asked: RequestInit = { method: method ?? (body === undefined ? "GET" : "POST"), headers: { accept: "application/json", ...headers }, credentials: "same-origin" };
  if (body !== undefined) {
    asked.body = JSON.stringify(body);
    (asked.headers as Record<string, string>)["content-type"] = "application/json";
  }
  if (signal) asked.signal = signal;
  if (keepalive) asked.keepalive = true;
  let answer: Response;
  try {
    answer = await fetch(path, asked);
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiError(0, "offline", "");
  }
  if (answer.status === 401) on_signed_out();
  if (!answer.ok) throw await refusal(answer);
  return answer;
}

export async function json<T>(path: string, asked?: Ask): Promise<T> {
  const answer = await ask(path, asked);
  return (answer.status === 204 ? undefined : await answer.json()) as T;
}

export const get = <T>(path: string, signal?: AbortSignal) => json<T>(path, signal ? { signal } : {});
export const post = <T>(path: string, body: unknown = {}) => json<T>(path, { method: "POST", body });
export const put = <T>(path: string, body: unknown, headers?: Record<string, string>) => json<T>(path, { method: "PUT", body, ...(headers ? { headers } : {}) });
export const patch = <T>(path: string, body: unknown, headers?: Record<string, string>) => json<T>(path, { method: "PATCH", body, ...(headers ? { headers } : {}) });
export const remove = <T>(path: string, headers?: Record<string, string>) => json<T>(path, { method: "DELETE", ...(headers ? { headers } : {}) });

export function query(path: string, values: Record<string, string | number | boolean | null | undefined>): string {
  const pairs = Object.entries(values).filter(([, value]) => value !== undefined && value !== null && value !== "" && value !== false);
  const text = new URLSearchParams(pairs.map(([name, value]) => [name, String(value)])).toString();
  return text ? `${path}?${text}` : path;
}

export interface Uploaded { id: string; name: string; type: string; size: number; url?: string }

// A file with progress, 0…1. The one thing fetch cannot tell.
export function upload(file: Blob, name: string, progress: (part: number) => void, path = "/api/v1/uploads"): { done: Promise<Uploaded>; stop: () => void } {
  const request = new XMLHttpRequest();
  const done = new Promise<Uploaded>((resolve, reject) => {
    request.open("POST", path);
    request.responseType = "json";
    request.setRequestHeader("content-type", file.type || "application/octet-stream");
    request.setRequestHeader("upload-name", encodeURIComponent(name));
    request.upload.onprogress = (event) => { if (event.lengthComputable) progress(event.loaded / event.total); };
    request.onload = () => {
      const body = (request.response ?? {}) as Uploaded & { code?: string; detail?: string };
      if (request.status >= 200 && request.status < 300) resolve(body);
      else reject(new ApiError(request.status, body.code ?? "", body.detail ?? request.statusText));
    };
    request.onerror = () => reject(new ApiError(0, "offline", ""));
    request.onabort = () => reject(new ApiError(0, "stopped", ""));
    request.send(file);
  });
  return { done, stop: () => request.abort() };
}
