// One table of keys: what the help lists is what works.

export interface Command { id: string; keys: string[]; group: "move" | "act" | "go" | "write"; run: () => void; when?: () => boolean; hidden?: boolean }

// Fields take their own keys; only those with Ctrl, Meta or Alt, and Escape, pass.
const is_field = (element: Element | null) =>
  element instanceof HTMLElement && (element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName)) && !(element instanceof HTMLInputElement && /^(checkbox|radio|button)$/.test(element.type));

export function key_of(event: KeyboardEvent): string {
  let key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  // On a Cyrillic keyboard the key that says j is the same key.
  const letter = /^Key([A-Z])$/.exec(event.code)?.[1];
  if (letter && key.length === 1 && key.charCodeAt(0) > 127) key = letter.toLowerCase();
  const shift = event.shiftKey && event.key.length > 1;
  return `${event.ctrlKey || event.metaKey ? "Ctrl+" : ""}${event.altKey ? "Alt+" : ""}${shift ? "Shift+" : ""}${event.altKey && /^Digit\d$/.test(event.code) ? event.code.slice(5) : key}`;
}

export class Keys {
  private readonly tables: Command[][] = [];
  // Views bring their keys while they are shown; the newest is asked first.
  add(table: Command[]): () => void {
    this.tables.push(table);
    return () => void this.tables.splice(this.tables.indexOf(table), 1);
  }
  all(): Command[] {
    const seen = new Set<string>();
    return [...this.tables].reverse().flat().filter((command) => !seen.has(command.id) && seen.add(command.id) && (command.when?.() ?? true));
  }
  press(event: KeyboardEvent): boolean {
    if (event.defaultPrevented || event.isComposing) return false;
    const key = key_of(event);
    const field = is_field(document.activeElement);
    if (field && !/^(Ctrl|Alt)\+/.test(key) && key !== "Escape") return false;
    // A dialog keeps its keys to itself.
    if (document.querySelector("dialog[open]") && key !== "Ctrl+k") return false;
    for (const table of [...this.tables].reverse())
      for (const command of table)
        if (command.keys.includes(key) && (command.when?.() ?? true)) {
          event.preventDefault();
          command.run();
          return true;
        }
    return false;
  }
}
export const keys = new Keys();
