// Where the desk is, as an address: a reload, a link in a mail and the back button all lead to the same place.

export type Place =
  | { at: "inbox"; list: string; number: number | null; pane: "list" | "conversation" | "context" }
  | { at: "search"; q: string }
  | { at: "content"; editor: string | null; id: string | null; tab: "all" | "gaps" }
  | { at: "settings"; page: string }
  | { at: "plugin"; id: string; path: string };

// "/desk", or "/bg/desk" where the address names a language.
const base = () => (typeof location === "undefined" ? "" : /^\/[a-zA-Z-]+(?=\/desk(\/|$))/.exec(location.pathname)?.[0] ?? "") + "/desk";

export function read_place(path: string, search = ""): Place {
  const query = new URLSearchParams(search);
  const parts = path.replace(/^.*?\/desk\/?/, "").split("/").filter(Boolean).map(decodeURIComponent);
  const [room, first, second] = parts;
  switch (room) {
    case "c": return { at: "inbox", list: query.get("list") ?? "all", number: Number(first) || null, pane: query.get("pane") === "context" ? "context" : "conversation" };
    case "search": return { at: "search", q: query.get("q") ?? "" };
    case "content": return { at: "content", editor: first ?? null, id: query.get("id"), tab: query.get("tab") === "gaps" ? "gaps" : "all" };
    case "settings": return { at: "settings", page: first ?? "overview" };
    case "plugin": return { at: "plugin", id: first ?? "", path: parts.slice(2).join("/") + (path.endsWith("/") && parts.length > 2 ? "/" : "") + search };
    case "inbox": return { at: "inbox", list: first ?? "mine", number: Number(second) || null, pane: "list" };
    default: return { at: "inbox", list: "mine", number: null, pane: "list" };
  }
}

export function write_place(place: Place): string {
  const search = (values: Record<string, string | null | undefined>) => {
    const text = new URLSearchParams(Object.entries(values).filter((pair): pair is [string, string] => !!pair[1])).toString();
    return text ? `?${text}` : "";
  };
  switch (place.at) {
    case "inbox":
      if (place.number === null) return `${base()}/inbox/${encodeURIComponent(place.list)}`;
      return `${base()}/c/${place.number}${search({ list: place.list, pane: place.pane === "context" ? "context" : null })}`;
    case "search": return `${base()}/search${search({ q: place.q })}`;
    case "content": return `${base()}/content${place.editor ? `/${encodeURIComponent(place.editor)}` : ""}${search({ id: place.id, tab: place.tab === "gaps" ? "gaps" : null })}`;
    case "settings": return `${base()}/settings/${place.page}`;
    case "plugin": return `${base()}/plugin/${place.id}/${place.path}`;
  }
}
