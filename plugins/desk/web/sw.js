// The worker of the installed desk. It keeps nothing of anybody's: only a page that says the line is down.
const gone = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Patchbay</title>
<h1>…</h1><p>The server cannot be reached. Your drafts are kept.<p>Няма връзка със сървъра. Черновите са запазени.<p>Không kết nối được máy chủ. Bản nháp vẫn còn.<p><a href="">↻</a></html>`;

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("fetch", (event) => {
  if (event.request.mode !== "navigate") return;
  event.respondWith(fetch(event.request).catch(() => new Response(gone, {
    status: 503, headers: { "content-type": "text/html; charset=utf-8", "content-security-policy": "default-src 'none'" },
  })));
});
