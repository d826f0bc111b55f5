// Where one writes: text, files by button, paste and drop, a recorded voice message, dictation where the operator allows it.
import { useEffect, useRef, useState } from "preact/hooks";
import { send, store, typing } from "./app";
import { config, sizeOf, t } from "./config";
import { IconButton } from "./icons";
import type { OutgoingFile } from "./outbox";
import { canRecord, Recorder } from "./voice";

const kFiles = 10, kFileBytes = 25 << 20;
const Recognition = (window as any).SpeechRecognition ?? (window as any).webkitSpeechRecognition;
const canDictate = config.settings.dictation === true && Recognition;

export function Composer({ disabled }: { disabled?: boolean }) {
  const { draft, open } = store.use();
  const [files, setFiles] = useState<OutgoingFile[]>([]), [recording, setRecording] = useState(false), [dictating, setDictating] = useState<any>(null), [wrong, setWrong] = useState(""), [over, setOver] = useState(false);
  const area = useRef<HTMLTextAreaElement>(null), chooser = useRef<HTMLInputElement>(null);

  useEffect(() => {
    const element = area.current;
    if (!element) return;
    element.style.height = "auto";
    element.style.height = `${Math.min(element.scrollHeight, 132)}px`;
  }, [draft, recording]);
  useEffect(() => { if (!open && recording) setRecording(false); }, [open]);

  const add = (list: Iterable<File>) => {
    const all = [...list];
    setWrong(all.some((file) => file.size > kFileBytes) ? t("file.large", { size: sizeOf(kFileBytes) }) : files.length + all.length > kFiles ? t("file.many", { n: kFiles }) : "");
    setFiles((kept) => [...kept, ...all.filter((file) => file.size <= kFileBytes).map((file) => ({ name: file.name || t("file.pasted"), type: file.type, size: file.size, blob: file }))].slice(0, kFiles));
  };
  // Dropped anywhere on the conversation.
  useEffect(() => {
    const drag = (event: DragEvent) => { if (event.dataTransfer?.types.includes("Files")) { event.preventDefault(); setOver(event.type === "dragover"); } };
    const drop = (event: DragEvent) => { setOver(false); if (event.dataTransfer?.files.length) { event.preventDefault(); add(event.dataTransfer.files); } };
    const events: [string, (event: DragEvent) => void][] = [["dragover", drag], ["dragleave", drag], ["drop", drop]];
    events.forEach(([name, work]) => document.addEventListener(name, work as EventListener));
    return () => events.forEach(([name, work]) => document.removeEventListener(name, work as EventListener));
  });

  const submit = () => {
    const body = draft.trim();
    if (disabled || (!body && !files.length)) return;
    void send(body, files);
    store.set({ draft: "" });
    setFiles([]);
    setWrong("");
    area.current?.focus();
  };
  const dictate = () => {
    if (dictating) { dictating.stop(); return; }
    const listening = new Recognition(), before = draft ? `${draft} ` : "";
    listening.lang = config.locale;
    listening.interimResults = true;
    listening.onresult = (event: any) => store.set({ draft: before + Array.from(event.results, (result: any) => result[0].transcript).join(" ") });
    listening.onend = listening.onerror = () => setDictating(null);
    listening.start();
    setDictating(listening);
  };

  if (recording) return <div class="composer"><Recorder cancel={() => setRecording(false)} done={(file) => { setRecording(false); void send("", [file]); }} /></div>;
  return (
    <form class={`composer${over ? " over" : ""}`} onSubmit={(event) => { event.preventDefault(); submit(); }}>
      {over ? <p class="drop">{t("file.drop")}</p> : null}
      {files.length ? <ul class="files" aria-label={t("files")}>{files.map((file, i) => <li key={i}><span>{file.name}</span><small>{sizeOf(file.size)}</small><IconButton name="close" label={t("file.remove", { name: file.name })} onClick={() => setFiles(files.filter((one) => one !== file))} /></li>)}</ul> : null}
      {wrong ? <p class="wrong" role="alert">{wrong}</p> : null}
      {dictating ? <p class="muted" role="status">{t("dictation.heard")}</p> : null}
      <div class="line">
        <IconButton name="clip" label={t("file.add")} onClick={() => chooser.current?.click()} disabled={disabled ?? false} />
        <input ref={chooser} type="file" multiple hidden tabIndex={-1} aria-hidden="true" onChange={(event) => { add(event.currentTarget.files ?? []); event.currentTarget.value = ""; }} />
        <textarea ref={area} data-composer rows={1} maxLength={8000} value={draft} disabled={disabled} aria-label={t("composer")} placeholder={t("composer")}
          onInput={(event) => { store.set({ draft: event.currentTarget.value }); typing(); }}
          onPaste={(event) => { const list = event.clipboardData?.files; if (list?.length) { event.preventDefault(); add(list); } }}
          onKeyDown={(event) => { if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); submit(); } }} />
        {canDictate && !draft ? <IconButton name="dictate" label={t("dictation")} pressed={!!dictating} onClick={dictate} /> : null}
        {!draft.trim() && !files.length && canRecord() ? <IconButton name="mic" label={t("voice.record")} onClick={() => setRecording(true)} disabled={disabled ?? false} />
          : <button class="round solid" aria-label={t("send")} title={t("send")} disabled={disabled || (!draft.trim() && !files.length)}><svg viewBox="0 0 24 24" class="icon" aria-hidden="true"><path d="M5 12h13M12 5l7 7-7 7" /></svg></button>}
      </div>
    </form>
  );
}
