// One line on the business's own page:
//   <script src="https://help.example.com/embed.js" data-embed="search" async></script>           a search box
//   <script src="https://help.example.com/embed.js" data-embed="help" data-q="brass lamp" async></script>  "help with this"
// Drawn in a closed shadow root where the script stands; asks only this help centre, sets no cookie. The page's origin has
// to be one of [inbox.default] sites.
"use strict";
(() => {
  const script = document.currentScript;
  const origin = new URL(script.src).origin;
  const locale = script.dataset.locale || document.documentElement.lang || "";
  const mode = script.dataset.embed || "search";
  const words = { en: ["Search for help", "Help with this", "Search"], bg: ["Потърсете помощ", "Помощ по темата", "Търсене"], vi: ["Tìm trợ giúp", "Trợ giúp về mục này", "Tìm kiếm"] };
  const [label, title, button] = words[locale.slice(0, 2)] ?? words.en;
  const host = document.createElement("div");
  const root = host.attachShadow({ mode: "closed" });
  const style = new CSSStyleSheet();
  style.replaceSync(`:host{display:block;font:16px/1.5 system-ui,sans-serif;color-scheme:light dark;max-width:480px}
    form{display:flex;gap:8px}input{flex:1;min-width:0;min-height:44px;padding:8px 12px;border:1px solid #6b7872;border-radius:8px;font:inherit}
    button{min-height:44px;padding:8px 16px;border:0;border-radius:8px;background:#0b6e4f;color:#fff;font:inherit;cursor:pointer}
    ul{list-style:none;margin:8px 0 0;padding:0}li{padding:6px 0}a{color:light-dark(#0b6e4f,#5fd0a8)}h2{font-size:1.1rem;margin:0}`);
  root.adoptedStyleSheets = [style];
  const element = (name, properties, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  };
  const page = (path) => origin + path;
  const prefix = script.dataset.prefix ?? "";
  async function hits(path, query) {
    const answer = await fetch(page(`${path}?q=${encodeURIComponent(query)}&locale=${encodeURIComponent(locale)}&limit=5`), { credentials: "omit" });
    return answer.ok ? (await answer.json()).hits ?? [] : [];
  }
  const list = element("ul", {});
  const show = (found) => list.replaceChildren(...found.slice(0, 5).map((hit) =>
    element("li", {}, element("a", { href: page(hit.url), target: "_blank", rel: "noopener", textContent: hit.title }))));
  if (mode === "help") {
    const box = element("section", { hidden: true }, element("h2", { textContent: script.dataset.title || title }), list);
    root.append(box);
    hits("/api/v1/search", script.dataset.q || document.title).then((found) => { show(found); box.hidden = found.length === 0; }).catch(() => {});
  } else {
    const input = element("input", { type: "search", name: "q", maxLength: 200, placeholder: label, ariaLabel: label });
    const form = element("form", { action: page(`${prefix}/search`), target: "_blank", rel: "noopener" }, input, element("button", { textContent: button }));
    list.setAttribute("aria-live", "polite");
    root.append(form, list);
    let timer = 0, asked = 0;
    input.addEventListener("input", () => {
      clearTimeout(timer);
      const query = input.value.trim(), turn = ++asked;
      if ([...query].length < 2) return list.replaceChildren();
      timer = setTimeout(() => hits("/api/v1/suggest", query).then((found) => { if (turn === asked) show(found); }).catch(() => {}), 120);
    });
  }
  script.after(host);
})();
