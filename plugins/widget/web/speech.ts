// Reading aloud by the browser's own voice, in the language of the text.
import { config } from "./config";

export const canSpeak = () => config.settings.read_aloud !== false && "speechSynthesis" in window;
let speaking: string | null = null;
const listeners = new Set<() => void>();
const tell = () => listeners.forEach((work) => work());
export const isSpeaking = (id: string) => speaking === id;
export const onSpeech = (work: () => void) => { listeners.add(work); return () => { listeners.delete(work); }; };

export function speak(id: string, text: string, locale = config.locale): void {
  speechSynthesis.cancel();
  if (speaking === id) { speaking = null; tell(); return; }
  const said = new SpeechSynthesisUtterance(text);
  said.lang = locale;
  said.onend = said.onerror = () => { if (speaking === id) { speaking = null; tell(); } };
  speaking = id;
  speechSynthesis.speak(said);
  tell();
}
