// What an article can do with a script: copy code, link to a section, follow the contents, open pictures, read aloud, vote in
// place, and say that it was read. The page is complete without it.
"use strict";
(() => {
  const article = document.querySelector(".kb-article");
  if (!article) return;
  const body = article.querySelector("[data-kb-body]");
  const tools = article.querySelector("[data-kb-tools]");
  const text = tools.dataset;
  const url = article.dataset.url, doc = article.dataset.doc;
  const journey = (kind, data) => window.patchbayJourney?.add(kind, { doc, ...data });
  const button = (label, css) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = css;
    made.textContent = label;
    return made;
  };

  for (const pre of body.querySelectorAll("pre.kb-code")) {
    const box = document.createElement("div");
    box.className = "kb-copyable";
    pre.replaceWith(box);
    const copy = button(text.copy, "kb-copy");
    pre.tabIndex = 0;
    box.append(pre, copy);
    copy.addEventListener("click", async () => {
      try { await navigator.clipboard.writeText(pre.textContent); } catch { return; }
      copy.textContent = text.copied;
      setTimeout(() => { copy.textContent = text.copy; }, 2000);
    });
  }

  for (const heading of body.querySelectorAll(":is(h2,h3,h4,h5,h6)[id]")) {
    const anchor = document.createElement("a");
    anchor.className = "kb-anchor";
    anchor.href = "#" + heading.id;
    anchor.textContent = "#";
    anchor.setAttribute("aria-label", text.anchor + ": " + heading.textContent);
    heading.append(anchor);
  }

  // The contents follow the scroll: the last heading above a third of the window is the current one.
  const entries = [...article.querySelectorAll(".kb-toc a")].map((link) => [link, document.getElementById(decodeURIComponent(link.hash.slice(1)))]).filter((pair) => pair[1]);
  let waiting = false;
  const follow = () => {
    waiting = false;
    let current = null;
    for (const [link, heading] of entries) if (heading.getBoundingClientRect().top < innerHeight / 3) current = link;
    for (const [link] of entries) link === current ? link.setAttribute("aria-current", "true") : link.removeAttribute("aria-current");
  };
  let deepest = 0;
  addEventListener("scroll", () => {
    const box = body.getBoundingClientRect();
    deepest = Math.max(deepest, Math.min(100, Math.round((innerHeight - box.top) / Math.max(1, box.height) * 100)));
    if (!waiting) { waiting = true; requestAnimationFrame(follow); }
  }, { passive: true });
  follow();

  let box = null;
  body.addEventListener("click", (event) => {
    const link = event.target.closest("a.kb-zoom");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || !window.HTMLDialogElement) return;
    event.preventDefault();
    box ??= document.createElement("dialog");
    box.className = "kb-lightbox";
    const picture = new Image();
    picture.src = link.href;
    const small = link.querySelector("img");
    picture.alt = small.alt;
    if (small.width) [picture.width, picture.height] = [small.getAttribute("width"), small.getAttribute("height")];
    const close = button("×", "");
    close.setAttribute("aria-label", text.close);
    close.addEventListener("click", () => box.close());
    box.replaceChildren(picture, close);
    if (!box.isConnected) {
      article.append(box);
      box.addEventListener("click", (inside) => { if (inside.target === box) box.close(); });
    }
    box.showModal();
  });

  if ("speechSynthesis" in window) {
    const listen = button(text.listen, "");
    listen.setAttribute("aria-pressed", "false");
    const stopped = () => { listen.textContent = text.listen; listen.setAttribute("aria-pressed", "false"); };
    listen.addEventListener("click", () => {
      if (speechSynthesis.speaking) { speechSynthesis.cancel(); stopped(); return; }
      const parts = [article.querySelector("h1"), ...body.querySelectorAll(":is(h2,h3,h4,p,li,td,th,summary)")]
        .filter((part) => !part.querySelector("p,li")).map((part) => part.textContent.replace(/#$/, "").trim()).filter(Boolean);
      parts.forEach((part, i) => {
        const said = new SpeechSynthesisUtterance(part);
        said.lang = article.lang;
        if (i === parts.length - 1) said.onend = stopped;
        said.onerror = stopped;
        speechSynthesis.speak(said);
      });
      listen.textContent = text.stop;
      listen.setAttribute("aria-pressed", "true");
    });
    addEventListener("pagehide", () => speechSynthesis.cancel());
    tools.append(listen);
  }
  const print = button(text.print, "");
  print.addEventListener("click", () => window.print());
  tools.append(print);

  const form = article.querySelector("[data-kb-vote]");
  const answer = form?.querySelector("[data-kb-vote-answer]");
  form?.addEventListener("submit", async (event) => {
    event.preventDefault();
    // Enter in the comment presses the first button; the vote that was given counts.
    const typed = document.activeElement === form.elements.comment;
    const helpful = (typed && form.dataset.said ? form.dataset.said : event.submitter?.value) !== "no";
    const comment = form.elements.comment.value;
    try {
      const reply = await fetch(form.action, {
        method: "POST", headers: { "content-type": "application/json", accept: "application/json" },
        body: JSON.stringify({ helpful, comment }),
      });
      if (!reply.ok) throw new Error(String(reply.status));
      const said = await reply.json();
      form.dataset.said = helpful ? "yes" : "no";
      const line = document.createElement("p");
      line.textContent = said.text;
      const steps = document.createElement("template");
      steps.innerHTML = said.html;
      answer.replaceChildren(line, steps.content);
      for (const one of form.querySelectorAll("button[name=helpful]")) one.setAttribute("aria-pressed", String((one.value !== "no") === helpful));
      if (!comment) form.querySelector("details").open = true;
      journey("vote", comment ? { helpful, comment } : { helpful });
      for (const step of answer.querySelectorAll("[data-step]")) window.patchbayJourney?.add("pathway_shown", { step: step.dataset.step });
    } catch {
      answer.textContent = form.dataset.failed;
    }
  });

  // Seconds in view, told once when the page goes away; a glance under 5 s is no reading.
  let seen = 0, since = document.visibilityState === "visible" ? performance.now() : 0, told = false;
  const count = () => { if (since) { seen += performance.now() - since; since = 0; } };
  const tell = () => {
    count();
    const seconds = Math.round(seen / 1000);
    if (told || seconds < 5) return;
    told = true;
    journey("article_read", { seconds, scrolled: deepest });
    navigator.sendBeacon(url + "/read", new Blob([JSON.stringify({ seconds, scrolled: deepest })], { type: "application/json" }));
  };
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") since = performance.now();
    else tell();
  });
  // Before the frame's own listener, which may close the journey.
  addEventListener("pagehide", tell, { capture: true });
})();
