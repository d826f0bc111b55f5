// The page of the webhooks in the desk: endpoints, what was sent, and sending it again.
(async () => {
  const desk = await patchbayDesk;
  const words = JSON.parse(document.body.dataset.words);
  const t = (key, values = {}) => (words[key] ?? key).replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
  const $ = (id) => document.getElementById(id);
  const API = "/api/v1/webhooks";

  const element = (name, attributes = {}, ...children) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes))
      if (key.startsWith("on")) made.addEventListener(key.slice(2), value); else if (value !== null) made.setAttribute(key, value);
    made.append(...children);
    return made;
  };
  const when = (iso) => (iso ? new Date(iso).toLocaleString(desk.locale) : "");
  const object = (body) => (typeof body === "string" ? JSON.parse(body || "{}") : body ?? {});
  const ask = async (method, path, body) => {
    const answer = await desk.call(method, API + path, body);
    const value = object(answer.body);
    if (answer.status >= 400) throw new Error(value.detail ?? String(answer.status));
    return value;
  };
  const attempt = async (work) => {
    try { await work(); } catch (error) { desk.toast(`${t("desk.failed")} ${error.message}`); }
  };

  let endpoints = [], channels = [];
  const name_of = (id) => {
    const one = [...endpoints, ...channels].find((known) => known.id === id);
    return one?.name || one?.url || id;
  };

  const state_of = (one) => {
    if (!one.enabled) return element("p", { class: "bad" }, `${t("desk.off")} ${one.disabled_why ? t(`why.${one.disabled_why}`) : ""}`);
    if (one.failing_since) return element("p", { class: "bad" }, t("desk.failing", { since: when(one.failing_since) }));
    return element("p", { class: "muted" }, one.events.join(", "));
  };

  const show_endpoints = async () => {
    endpoints = (await ask("GET", "/endpoints")).items;
    channels = (await ask("GET", "/channels")).items;
    const act = (label, path, done) => element("button", { onclick: () => attempt(async () => {
      await ask("POST", path, {});
      if (done) desk.toast(done);
      await show_endpoints();
      await show_log();
    }) }, label);
    const cards = channels.map((one) => element("div", { class: "card endpoint" }, element("h3", {}, t("desk.channel", { name: one.name })),
      element("p", { class: "muted" }, `${one.url} · ${t("desk.by_file")}`)));
    $("endpoints").replaceChildren(...cards, ...(endpoints.length ? endpoints.map((one) => {
      const base = `/endpoints/${encodeURIComponent(one.id)}`;
      return element("div", { class: "card endpoint" }, element("h3", {}, one.name || one.url),
        one.enabled ? act(t("desk.test"), `${base}/test`, t("desk.replayed")) : "",
        one.enabled ? act(t("desk.disable"), `${base}/disable`) : act(t("desk.enable"), `${base}/enable`),
        element("p", { class: "muted" }, one.url + (one.source === "file" ? ` · ${t("desk.by_file")}` : "")), state_of(one));
    }) : [element("p", { class: "muted" }, t("desk.no_endpoints"))]));
    const chosen = $("by-endpoint").value;
    $("by-endpoint").replaceChildren(element("option", { value: "" }, t("desk.all")),
      ...[...endpoints, ...channels].map((one) => element("option", { value: one.id }, one.name || one.url)));
    $("by-endpoint").value = chosen;
  };

  const details = async (row, id) => {
    if (row.nextSibling?.dataset?.of === id) { row.nextSibling.remove(); return; }
    const one = await ask("GET", `/deliveries/${encodeURIComponent(id)}`);
    const tries = one.attempts.map((attempt) => element("pre", {}, `${when(attempt.at)} · ${attempt.status ?? t("desk.no_answer")} · ${attempt.took_ms} ms\n${attempt.said}`));
    const cell = element("td", { colspan: "5" }, element("p", { class: "muted" }, one.message), ...tries, element("pre", {}, JSON.stringify(object(one.body), null, 2)));
    const shown = element("tr", {}, cell);
    shown.dataset.of = id;
    row.after(shown);
  };

  const row_of = (one) => {
    const row = element("tr", {}, element("td", {}, when(one.created_at)), element("td", {}, one.type), element("td", {}, name_of(one.endpoint)),
      element("td", { class: one.state === "dead" ? "bad" : one.state === "delivered" ? "good" : null },
        `${t(`state.${one.state}`)}${one.last_status ? ` · ${one.last_status}` : ""}${one.tries > 1 ? ` · ${t("desk.tries", { n: one.tries })}` : ""}`));
    row.append(element("td", {},
      element("button", { onclick: () => attempt(() => details(row, one.id)) }, t("desk.details")), " ",
      ...(one.state === "dead" || one.state === "delivered" ? [element("button", { onclick: () => attempt(async () => {
        await ask("POST", `/deliveries/${encodeURIComponent(one.id)}/replay`, {});
        desk.toast(t("desk.replayed"));
        await show_log();
      }) }, t("desk.replay"))] : [])));
    return row;
  };

  let next = null;
  const show_log = async (cursor = null) => {
    const query = new URLSearchParams();
    if ($("by-endpoint").value) query.set("endpoint", $("by-endpoint").value);
    if ($("by-state").value) query.set("state", $("by-state").value);
    if (cursor) query.set("cursor", cursor);
    const page = await ask("GET", `/deliveries?${query}`);
    next = page.next;
    const rows = page.items.map(row_of);
    if (cursor) $("log").append(...rows);
    else $("log").replaceChildren(...(rows.length ? rows : [element("tr", {}, element("td", { colspan: "5", class: "muted" }, t("desk.none")))]));
    $("more").hidden = !next;
  };

  $("by-state").replaceChildren(element("option", { value: "" }, t("desk.all")),
    ...["waiting", "sending", "delivered", "dead"].map((state) => element("option", { value: state }, t(`state.${state}`))));
  $("by-state").addEventListener("change", () => attempt(() => show_log()));
  $("by-endpoint").addEventListener("change", () => attempt(() => show_log()));
  $("more").addEventListener("click", () => attempt(() => show_log(next)));
  $("replay-dead").addEventListener("click", () => attempt(async () => {
    const chosen = $("by-endpoint").value;
    for (const one of chosen ? [chosen] : endpoints.map((endpoint) => endpoint.id))
      await ask("POST", `/endpoints/${encodeURIComponent(one)}/replay`, { state: "dead" });
    desk.toast(t("desk.replayed"));
    await show_log();
  }));
  $("new").addEventListener("submit", (event) => {
    event.preventDefault();
    attempt(async () => {
      const form = new FormData($("new"));
      const events = String(form.get("events")).split(/[\s,]+/).filter(Boolean);
      const made = await ask("POST", "/endpoints", { url: form.get("url"), events });
      $("secret").textContent = t("desk.made", { secret: made.secret });
      await show_endpoints();
    });
  });
  await attempt(async () => { await show_endpoints(); await show_log(); });
})();
