// What the fingers just began in the composer: ":re" a canned reply, "[[ret" an article, "@be" a colleague (in notes).

export interface Trigger { kind: "canned" | "article" | "mention"; word: string; from: number; to: number }

export function trigger_at(text: string, caret: number, note: boolean): Trigger | null {
  const before = text.slice(0, caret);
  const article = /\[\[([^\][\n]{0,80})$/.exec(before);
  if (article) return { kind: "article", word: article[1]!, from: article.index, to: caret };
  const canned = /(^|[\s(])(:([\p{L}\p{N}_-]{0,40}))$/u.exec(before);
  if (canned) return { kind: "canned", word: canned[3]!, from: caret - canned[2]!.length, to: caret };
  const mention = note ? /(^|[\s(])(@([\p{L}\p{N}._-]{0,40}))$/u.exec(before) : null;
  if (mention) return { kind: "mention", word: mention[3]!, from: caret - mention[2]!.length, to: caret };
  return null;
}

export function replace(text: string, trigger: Pick<Trigger, "from" | "to">, by: string): { text: string; caret: number } {
  return { text: text.slice(0, trigger.from) + by + text.slice(trigger.to), caret: trigger.from + by.length };
}

// Those whose words begin so come first, then those that hold it.
export function ranked<T>(items: T[], word: string, texts: (item: T) => string[], limit = 8): T[] {
  const wanted = word.toLocaleLowerCase();
  if (!wanted) return items.slice(0, limit);
  const score = (item: T) => Math.min(...texts(item).map((text, at) => {
    const found = text.toLocaleLowerCase().indexOf(wanted);
    return found < 0 ? Infinity : (found === 0 ? 0 : 10) + at;
  }));
  return items.map((item) => [score(item), item] as const).filter(([value]) => value < Infinity).sort(([a], [b]) => a - b).slice(0, limit).map(([, item]) => item);
}
