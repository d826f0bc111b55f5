// Inside the desk's sandboxed frame the page has no cookies and no network of its own: the desk carries what its form and its
// downloads ask for. Opened by itself it needs none of this.
(async () => {
  if (!globalThis.patchbayDesk) return;
  const desk = await patchbayDesk;
  const ask = async (path) => {
    const { status, body } = await desk.call("GET", path);
    if (status === 200) return String(body);
    desk.toast(`${status}`);
    return null;
  };
  const wire = () => {
    document.querySelector("form.choose").addEventListener("submit", async (event) => {
      event.preventDefault();
      const html = await ask(`/insights/?${new URLSearchParams(new FormData(event.target))}`);
      if (html === null) return;
      document.querySelector("main").replaceWith(new DOMParser().parseFromString(html, "text/html").querySelector("main"));
      wire();
    });
    for (const link of document.querySelectorAll("a[download]"))
      link.addEventListener("click", async (event) => {
        event.preventDefault();
        const path = link.getAttribute("href");
        const csv = await ask(path);
        if (csv === null) return;
        const file = document.createElement("a");
        file.href = URL.createObjectURL(new Blob([csv], { type: "text/csv" }));
        file.download = path.slice(path.lastIndexOf("/") + 1).split("?")[0];
        file.click();
        setTimeout(() => URL.revokeObjectURL(file.href), 60000);
      });
  };
  wire();
})();
