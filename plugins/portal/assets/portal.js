// The help centre's own behaviour: suggestions as you type and the journey. Every page works without it.
"use strict";
(() => {
  const page = document.documentElement;
  const locale = page.lang || "en";
  const texts = JSON.parse(document.getElementById("pb-texts")?.textContent || "{}");

  // --- The journey: what was searched, read and tried. It stays in this tab (sessionStorage, 50 entries) until a first
  // message carries it; without one, a summary without any id is posted when the page is hidden after a need.
  const KEY = "pb-journey", MAX = 50, IDLE = 30 * 60 * 1000;
  const journey = {
    read() {
      try {
        const kept = JSON.parse(sessionStorage.getItem(KEY) || "[]");
        const last = kept.at(-1);
        return last && Date.now() - last.at > IDLE ? (this.close(kept), []) : kept;
      } catch { return []; }
    },
    write(entries) {
      try { sessionStorage.setItem(KEY, JSON.stringify(entries.slice(-MAX))); } catch { /* private mode: no journey */ }
    },
    add(kind, data) {
      const entries = this.read();
      entries.push({ kind, at: Date.now(), locale, page: location.pathname, data });
      this.write(entries);
      return entries;
    },
    // Solved alone = a need with a read of 10 s, a helpful vote or a finished guide.
    summary(entries) {
      const kinds = [...new Set(entries.map((entry) => entry.kind))];
      const need = entries.some((e) => ["search", "bot_turn", "handoff"].includes(e.kind) || (e.kind === "vote" && !e.data.helpful));
      const solved = need && !entries.some((e) => ["message", "handoff"].includes(e.kind)) && entries.some((e) =>
        (e.kind === "article_read" && e.data.seconds >= 10) || (e.kind === "vote" && e.data.helpful) ||
        (e.kind === "guide_step" && e.data.outcome === "finished"));
      const pathway = entries.filter((e) => e.kind === "pathway_chosen").at(-1)?.data.step ?? null;
      return { kinds, need, solved, pathway, locale };
    },
    close(entries) {
      try { sessionStorage.removeItem(KEY); } catch { /* nothing was kept */ }
      if (entries.length) navigator.sendBeacon("/api/v1/journey", new Blob([JSON.stringify(this.summary(entries))], { type: "application/json" }));
    },
  };
  window.patchbayJourney = Object.freeze({
    add: (kind, data) => { journey.add(kind, data); document.dispatchEvent(new CustomEvent("pb-journey")); },
    entries: () => journey.read(),
    clear: () => { journey.write([]); document.dispatchEvent(new CustomEvent("pb-journey")); },
  });
  // From another site a link carries its newest entries in the fragment.
  if (location.hash.startsWith("#pb-journey=")) {
    try {
      const came = JSON.parse(decodeURIComponent(location.hash.slice(12)));
      const fits = (e) => typeof e?.kind === "string" && e.kind.length < 40 && Number.isFinite(e.at) && typeof e.data === "object" && JSON.stringify(e).length < 2048;
      journey.write([...journey.read(), ...came.slice(0, 10).filter(fits).map(({ kind, at, page, data }) => ({ kind, at: Math.min(at, Date.now()), locale, page: String(page ?? ""), data }))]);
    } catch { /* not ours */ }
    history.replaceState(null, "", location.pathname + location.search);
  }
  // "Hidden for good": a page that goes away without another of ours following. A navigation inside the site sets the mark.
  let inside = false;
  addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    if (link && link.origin === location.origin) inside = true;
  });
  addEventListener("submit", () => { inside = true; });
  addEventListener("pagehide", (event) => {
    if (!inside && !event.persisted) { const kept = journey.read(); if (kept.length) journey.close(kept); }
  });

  const results = document.querySelector("[data-search]");
  if (results) journey.add("search", { q: results.dataset.search, hits: Number(results.dataset.hits), locale });
  document.querySelectorAll("[data-doc][data-rank]").forEach((link) =>
    link.addEventListener("click", () => journey.add("result_opened", { doc: link.dataset.doc, rank: Number(link.dataset.rank) })));
  document.querySelectorAll("[data-step]").forEach((link) =>
    link.addEventListener("click", () => journey.add("pathway_chosen", { step: link.dataset.step })));

  // --- Suggestions: the ARIA combobox pattern (list, manual selection).
  async function ask(path, query, signal) {
    const answer = await fetch(`${path}?q=${encodeURIComponent(query)}&locale=${encodeURIComponent(locale)}`, { signal, headers: { accept: "application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    return (await answer.json()).hits ?? [];
  }

  // Marks the typed words inside a title, without ever making HTML of it.
  function marked(title, query) {
    const box = document.createElement("span");
    const words = query.toLocaleLowerCase(locale).split(/\s+/).filter((word) => word.length > 1);
    const low = title.toLocaleLowerCase(locale);
    let at = 0;
    while (at < title.length) {
      let next = -1, length = 0;
      for (const word of words) {
        const found = low.indexOf(word, at);
        if (found >= 0 && (next < 0 || found < next)) { next = found; length = word.length; }
      }
      if (next < 0 || low.length !== title.length) break;
      box.append(title.slice(at, next));
      const mark = document.createElement("mark");
      mark.textContent = title.slice(next, next + length);
      box.append(mark);
      at = next + length;
    }
    box.append(title.slice(at));
    return box;
  }

  function combobox(form, number) {
    const input = form.querySelector("input[type=search]");
    if (!input) return;
    const list = document.createElement("ul");
    list.id = `pb-suggest-${number}`;
    list.className = "pb-suggest";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", texts.suggestions ?? "");
    list.hidden = true;
    const live = document.createElement("div");
    live.className = "pb-hidden";
    live.setAttribute("role", "status");
    form.append(list, live);
    for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id, autocomplete: "off" }))
      input.setAttribute(name, value);
    let chosen = -1, timer = 0, running = null;

    const close = () => { list.hidden = true; input.setAttribute("aria-expanded", "false"); input.removeAttribute("aria-activedescendant"); chosen = -1; };
    const choose = (index) => {
      const options = [...list.children];
      chosen = options.length ? (index + options.length) % options.length : -1;
      options.forEach((option, i) => option.setAttribute("aria-selected", String(i === chosen)));
      if (chosen >= 0) { input.setAttribute("aria-activedescendant", options[chosen].id); options[chosen].scrollIntoView({ block: "nearest" }); }
    };
    const open = (option) => { inside = true; journey.add("result_opened", { doc: option.dataset.doc, rank: Number(option.dataset.rank) }); location.href = option.dataset.url; };
    const show = (hits, query) => {
      list.replaceChildren(...hits.map((hit, i) => {
        const option = document.createElement("li");
        option.id = `${list.id}-${i}`;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        Object.assign(option.dataset, { url: hit.url, doc: `${hit.kind}/${hit.id}`, rank: i + 1 });
        option.append(marked(hit.title, query));
        option.addEventListener("mousedown", (event) => { event.preventDefault(); open(option); });
        return option;
      }));
      live.textContent = (texts.count ?? "{n}").replace("{n}", hits.length);
      list.hidden = hits.length === 0;
      input.setAttribute("aria-expanded", String(!list.hidden));
      chosen = -1;
    };
    input.addEventListener("input", () => {
      clearTimeout(timer);
      running?.abort();
      const query = input.value.trim();
      if ([...query].length < 2) return close();
      timer = setTimeout(async () => {
        running = new AbortController();
        try { show(await ask("/api/v1/suggest", query, running.signal), query); } catch { /* the form still works */ }
      }, 80);
    });
    input.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown" && !list.hidden) { choose(chosen + 1); event.preventDefault(); }
      else if (event.key === "ArrowUp" && !list.hidden) { choose(chosen < 0 ? -1 : chosen - 1); event.preventDefault(); }
      else if (event.key === "Enter" && chosen >= 0 && !list.hidden) { open(list.children[chosen]); event.preventDefault(); }
      else if (event.key === "Escape" && !list.hidden) { close(); event.preventDefault(); }
    });
    input.addEventListener("blur", close);
  }
  document.querySelectorAll("form.pb-search").forEach(combobox);

  // --- Contact: answers to what is being typed.
  const question = document.querySelector("[data-answers-for]");
  const answers = document.getElementById("pb-answers");
  if (question && answers) {
    question.closest("[hidden]")?.removeAttribute("hidden");
    let timer = 0, running = null;
    question.addEventListener("input", () => {
      clearTimeout(timer);
      running?.abort();
      const query = question.value.trim();
      timer = setTimeout(async () => {
        if ([...query].length < 4) { answers.hidden = true; return; }
        running = new AbortController();
        try {
          const hits = (await ask("/api/v1/search", query, running.signal)).slice(0, 4);
          answers.querySelector("ul").replaceChildren(...hits.map((hit, i) => {
            const item = document.createElement("li"), link = document.createElement("a");
            link.href = hit.url;
            link.textContent = hit.title;
            link.addEventListener("click", () => journey.add("result_opened", { doc: `${hit.kind}/${hit.id}`, rank: i + 1 }));
            item.append(link);
            return item;
          }));
          answers.hidden = hits.length === 0;
        } catch { /* typing goes on */ }
      }, 300);
    });
  }

  // --- Times in the reader's own zone.
  document.querySelectorAll("time[datetime*=T]").forEach((time) => {
    const at = new Date(time.dateTime);
    if (!Number.isNaN(at.getTime())) time.textContent = at.toLocaleString(locale, { dateStyle: "medium", timeStyle: "short" });
  });

  // --- What was tried, shown where a person is asked for; it may be removed.
  const tried = document.getElementById("pb-tried");
  if (tried) {
    const show = () => {
      const entries = journey.read().filter((e) => ["search", "article_read", "vote"].includes(e.kind)).slice(-8);
      tried.hidden = entries.length === 0;
      tried.querySelector("ul").replaceChildren(...entries.map((entry) => {
        const item = document.createElement("li");
        const label = entry.kind === "search" ? texts.searched.replace("{q}", entry.data.q) : `${entry.kind === "vote" ? texts.voted_no : texts.read} ${entry.data.title ?? entry.page}`;
        item.textContent = label;
        return item;
      }));
    };
    tried.querySelector("button").addEventListener("click", () => { journey.write([]); show(); });
    show();
  }
})();
