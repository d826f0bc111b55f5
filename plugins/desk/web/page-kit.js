// For pages of other plugins inside the desk: <script src="/page-kit.js"></script>, then
//   const desk = await patchbayDesk;                     // { locale, role, dark }
//   const { status, body } = await desk.call("GET", "/api/v1/acme/things");
//   desk.open(1042);  desk.toast("Saved");
// The page sits in a sandbox without an origin: it has no cookies and no network, the desk carries its calls, and only those to
// the plugin's own routes. Links and GET forms are the desk's to follow too: a frame without an origin would ask as a stranger.
// The desk's colours are set as --bg, --text, --accent … on the root.
globalThis.patchbayDesk = new Promise((resolve) => {
  const waiting = new Map();
  let next = 0;
  addEventListener("message", (event) => {
    if (event.source !== parent || event.data?.type !== "patchbay-desk-port" || !event.ports[0]) return;
    const port = event.ports[0];
    const { tokens, locale, role, dark } = event.data;
    const root = document.documentElement;
    for (const [name, value] of Object.entries(tokens)) if (name.startsWith("--")) root.style.setProperty(name, value);
    root.style.colorScheme = dark ? "dark" : "light";
    port.onmessage = ({ data }) => {
      if (data?.type !== "answer") return;
      waiting.get(data.id)?.({ status: data.status, body: data.body });
      waiting.delete(data.id);
    };
    const call = (method, path, body) => new Promise((done) => {
      waiting.set(++next, done);
      port.postMessage({ type: "call", id: next, method, path, body });
    });
    const ours = (url) => url.host === new URL(location.href).host;
    const go = (url, saved) => port.postMessage({ type: !ours(url) ? "link" : saved ? "download" : "go", path: url.pathname + url.search, url: url.href });
    document.addEventListener("click", (event) => {
      const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
      if (!link || event.defaultPrevented || event.button !== 0 || link.getAttribute("href").startsWith("#")) return;
      event.preventDefault();
      go(new URL(link.href), link.hasAttribute("download"));
    });
    document.addEventListener("submit", (event) => {
      const form = event.target;
      if (event.defaultPrevented || form.method !== "get") return;
      event.preventDefault();
      const url = new URL(form.action || location.href);
      url.search = new URLSearchParams(new FormData(form, event.submitter)).toString();
      go(url, false);
    });
    resolve({
      locale, role, dark, call,
      open: (number) => port.postMessage({ type: "conversation", number }),
      toast: (text) => port.postMessage({ type: "toast", text }),
    });
  });
  parent.postMessage({ type: "patchbay-desk" }, "*");
});
