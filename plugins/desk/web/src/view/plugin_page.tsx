// A page of another plugin: in a frame that can do nothing by itself. It asks over a port, and the desk carries only calls to
// that plugin's own routes, with the agent's own rights.
import { useEffect, useRef } from "preact/hooks";
import { ApiError, ask } from "../api";
import type { Desk, PluginPage as Page } from "../desk";
import { language, t } from "../texts";
import { use_every_change } from "../use";
import { Empty } from "./parts";
import { RoomHead } from "./search_room";

interface Call { id: number; method: string; path: string; body?: unknown }

// "/api/v1/acme/x?y" below "/api/v1/acme/": decoded tricks and ways up are no ways.
export function is_own_route(path: unknown, routes: string[]): path is string {
  if (typeof path !== "string" || !path.startsWith("/") || path.startsWith("//") || /[\\\s]|%2e|%2f|%5c/i.test(path)) return false;
  const url = new URL(path, "http://desk.invalid");
  return url.host === "desk.invalid" && routes.some((route) => url.pathname === route.replace(/\/$/, "") || url.pathname.startsWith(route));
}

async function carry(page: Page, call: Call): Promise<{ status: number; body: unknown }> {
  const method = String(call.method || "GET").toUpperCase();
  if (!is_own_route(call.path, page.routes) || !/^(GET|POST|PUT|PATCH|DELETE)$/.test(method)) return { status: 403, body: { detail: "not a route of this plugin" } };
  const answer = await fetch(call.path, { method, credentials: "same-origin", headers: { accept: "application/json", ...(call.body === undefined ? {} : { "content-type": "application/json" }) }, ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }) }).catch(() => null);
  if (!answer) throw new ApiError(0, "offline", "");
  const text = await answer.text();
  let body: unknown = text;
  try { body = text ? JSON.parse(text) : null; } catch { /* text it is */ }
  return { status: answer.status, body };
}

async function save(path: string) {
  const answer = await ask(path, { headers: { accept: "*/*" } });
  const name = /filename="?([^";]+)/.exec(answer.headers.get("content-disposition") ?? "")?.[1] ?? path.split("?")[0]!.split("/").pop() ?? "file";
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await answer.blob());
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

export function tokens(): Record<string, string> {
  const style = getComputedStyle(document.documentElement);
  return Object.fromEntries(["--bg", "--pane", "--raised", "--line", "--text", "--muted", "--accent", "--accent-fg", "--bad", "--good", "--warn", "--radius"].map((name) => [name, style.getPropertyValue(name).trim()]));
}

export function PluginPage({ id, path, on_menu }: { id: string; path: string; on_menu: () => void }) {
  const desk = use_every_change();
  const page = desk.pages.find((one) => one.id === id && `/${path}`.startsWith(one.url)) ?? desk.pages.find((one) => one.id === id);
  if (!page) return <div class="room-inside"><RoomHead title={t("plugin.page")} on_menu={on_menu} />{desk.ready && <Empty icon="warn" title={t("plugin.gone", { id })} />}</div>;
  return <Frame key={page.url} page={page} path={path} desk={desk} on_menu={on_menu} />;
}

function Frame({ page, path, desk, on_menu }: { page: Page; path: string; desk: Desk; on_menu: () => void }) {
  const frame = useRef<HTMLIFrameElement>(null);
  const wanted = is_own_route(`/${path}`, page.routes) ? `/${path}` : page.url;
  useEffect(() => {
    let port: MessagePort | null = null;
    const hear = (event: MessageEvent) => {
      if (event.source !== frame.current?.contentWindow || (event.data as { type?: string })?.type !== "patchbay-desk") return;
      port?.close();
      const channel = new MessageChannel();
      port = channel.port1;
      port.onmessage = ({ data }: MessageEvent<Call & { type: string; number?: number; text?: string; url?: string }>) => {
        if (data.type === "call") void carry(page, data).catch(() => ({ status: 0, body: null })).then((answer) => port?.postMessage({ type: "answer", id: data.id, ...answer }));
        else if (data.type === "go" && is_own_route(data.path, page.routes)) desk.go({ at: "plugin", id: page.id, path: data.path.replace(/^\//, "") });
        else if (data.type === "download" && is_own_route(data.path, page.routes)) void save(data.path).catch((error: unknown) => desk.notices.failed(error));
        else if (data.type === "link" && /^https?:\/\//.test(data.url ?? "")) window.open(data.url, "_blank", "noopener,noreferrer");
        else if (data.type === "conversation" && Number.isInteger(data.number)) desk.go({ at: "inbox", list: "all", number: data.number!, pane: "conversation" });
        else if (data.type === "toast" && typeof data.text === "string") desk.notices.toast("info", data.text.slice(0, 200));
      };
      // The frame's origin is opaque, so its window is the address; that is checked above.
      frame.current.contentWindow!.postMessage({ type: "patchbay-desk-port", tokens: tokens(), locale: language(), role: desk.me.role, dark: matchMedia("(prefers-color-scheme: dark)").matches }, "*", [channel.port2]);
    };
    addEventListener("message", hear);
    return () => { removeEventListener("message", hear); port?.close(); };
  }, [page]);
  return (
    <div class="room-inside plugin-room">
      <RoomHead title={page.title} on_menu={on_menu} />
      <iframe ref={frame} class="plugin-frame" title={page.title} src={wanted} sandbox="allow-scripts allow-forms allow-downloads" referrerpolicy="no-referrer" />
    </div>
  );
}
