// Voice messages: recorded here, played here, sent as a file like any other.
import { useEffect, useRef, useState } from "preact/hooks";
import { config, t } from "./config";
import { IconButton } from "./icons";
import type { OutgoingFile } from "./outbox";

const kLongest = 5 * 60;
const kinds = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"];

// The page around us may have kept its microphone to itself.
export function canRecord(): boolean {
  const policy = (document as any).featurePolicy ?? (document as any).permissionsPolicy;
  return config.settings.voice !== false && "MediaRecorder" in window && !!navigator.mediaDevices?.getUserMedia && (policy?.allowsFeature?.("microphone") ?? true);
}

const clock = (seconds: number) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

export function Player({ url, name }: { url: string; name: string }) {
  const audio = useRef<HTMLAudioElement>(null);
  const [playing, setPlaying] = useState(false), [at, setAt] = useState(0), [length, setLength] = useState(0);
  const measure = () => {
    const element = audio.current!;
    if (Number.isFinite(element.duration)) { setLength(element.duration); return; }
    // A recording has no length in its head: the end tells it.
    element.ontimeupdate = () => { element.ontimeupdate = null; if (Number.isFinite(element.duration)) setLength(element.duration); element.currentTime = 0; };
    element.currentTime = 1e7;
  };
  const toggle = () => { const element = audio.current!; if (playing) element.pause(); else void element.play().catch(() => {}); };
  return (
    <div class="player" role="group" aria-label={name || t("voice.message")}>
      <audio ref={audio} src={url} preload="metadata" onLoadedMetadata={measure} onPlay={() => setPlaying(true)} onPause={() => setPlaying(false)} onEnded={() => setAt(0)} onTimeUpdate={() => setAt(audio.current!.currentTime)} />
      <IconButton name={playing ? "pause" : "play"} label={t(playing ? "voice.pause" : "voice.play")} onClick={toggle} />
      <input type="range" min={0} max={length || 1} step={0.1} value={Math.min(at, length || 1)} aria-label={t("voice.position")} onInput={(event) => { audio.current!.currentTime = Number(event.currentTarget.value); }} />
      <span class="time">{clock(playing || at ? at : length)}</span>
    </div>
  );
}

export function Recorder({ done, cancel }: { done: (file: OutgoingFile) => void; cancel: () => void }) {
  const recorder = useRef<MediaRecorder | null>(null), pieces = useRef<Blob[]>([]);
  const [seconds, setSeconds] = useState(0), [failed, setFailed] = useState(false), [made, setMade] = useState<{ blob: Blob; url: string } | null>(null);
  useEffect(() => {
    let stream: MediaStream | null = null, gone = false;
    const timer = setInterval(() => { if (recorder.current?.state === "recording") setSeconds((n) => { if (n + 1 >= kLongest) recorder.current?.stop(); return n + 1; }); }, 1000);
    navigator.mediaDevices.getUserMedia({ audio: true }).then((given) => {
      stream = given;
      if (gone) { given.getTracks().forEach((track) => track.stop()); return; }
      const mimeType = kinds.find((kind) => MediaRecorder.isTypeSupported(kind));
      const made_ = recorder.current = new MediaRecorder(given, mimeType ? { mimeType, audioBitsPerSecond: 32_000 } : {});
      made_.ondataavailable = ({ data }) => { if (data.size) pieces.current.push(data); };
      made_.onstop = () => {
        given.getTracks().forEach((track) => track.stop());
        if (gone) return;
        const blob = new Blob(pieces.current, { type: made_.mimeType.split(";")[0]! });
        setMade({ blob, url: URL.createObjectURL(blob) });
      };
      made_.start(1000);
    }, () => setFailed(true));
    return () => {
      gone = true;
      clearInterval(timer);
      if (recorder.current?.state === "recording") recorder.current.stop();
      stream?.getTracks().forEach((track) => track.stop());
    };
  }, []);
  useEffect(() => () => { if (made) URL.revokeObjectURL(made.url); }, [made]);
  const use = () => {
    const { blob } = made!;
    const ending = blob.type.includes("mp4") ? "m4a" : blob.type.includes("ogg") ? "ogg" : "weba";
    done({ name: `${t("voice.file")}.${ending}`, type: blob.type, size: blob.size, blob });
  };
  if (failed) return <div class="recorder"><p role="alert">{t("voice.denied")}</p><IconButton name="close" label={t("cancel")} onClick={cancel} /></div>;
  return (
    <div class="recorder" role="group" aria-label={t("voice.record")}>
      <IconButton name="close" label={t("cancel")} onClick={cancel} />
      {made ? <Player url={made.url} name={t("voice.message")} /> : <span class="recording" role="status"><i class="dot" />{t("voice.recording")} <span class="time">{clock(seconds)}</span></span>}
      {made ? <IconButton name="send" cls="solid" label={t("send")} onClick={use} /> : <IconButton name="stop" cls="solid" label={t("voice.stop")} onClick={() => recorder.current?.stop()} />}
    </div>
  );
}

