// One object of state for the screen, and the hook that draws again when it changes.
import { useEffect, useState } from "preact/hooks";

export class Store<T extends object> {
  private listeners = new Set<() => void>();
  private planned = false;
  constructor(public state: T) {}
  set(change: Partial<T>): void {
    this.state = { ...this.state, ...change };
    if (this.planned) return;
    this.planned = true;
    queueMicrotask(() => { this.planned = false; this.listeners.forEach((work) => work()); });
  }
  use(): T {
    const [, draw] = useState(0);
    useEffect(() => {
      const work = () => draw((n) => n + 1);
      this.listeners.add(work);
      return () => { this.listeners.delete(work); };
    }, []);
    return this.state;
  }
}
