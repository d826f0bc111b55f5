// What was said and is not yet known to be on the server's disk. It outlives the page: IndexedDB, or memory where storage is
// blocked. An entry leaves only when the server has confirmed it or the visitor throws it away.
import type { JourneyEntry, Part } from "./types";

export interface OutgoingFile {
  name: string;
  type: string;
  size: number;
  blob?: Blob;     // until it is uploaded
  upload?: string; // the id it then has
}

export interface Entry {
  cmid: string;              // for ever the same: whatever is sent again has it
  kind: "message" | "handoff";
  conversation: string | null;
  body: string;
  files: OutgoingFile[];
  parts: Part[];
  journey: JourneyEntry[];
  at: number;                // Unix ms
  state: "sending" | "failed";
  why?: string;              // failed: a code
}

export interface Outbox {
  all(): Promise<Entry[]>; // oldest first
  put(entry: Entry): Promise<void>;
  remove(cmid: string): Promise<void>;
}

export class MemoryOutbox implements Outbox {
  private entries = new Map<string, Entry>();
  async all() { return [...this.entries.values()].sort(byAge); }
  async put(entry: Entry) { this.entries.set(entry.cmid, { ...entry }); }
  async remove(cmid: string) { this.entries.delete(cmid); }
}

const byAge = (a: Entry, b: Entry) => (a.cmid < b.cmid ? -1 : 1);

class IndexedOutbox implements Outbox {
  constructor(private database: IDBDatabase) {}
  private run<T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
    return new Promise((done, fail) => {
      const transaction = this.database.transaction("outbox", mode, { durability: "strict" } as IDBTransactionOptions);
      const request = work(transaction.objectStore("outbox"));
      transaction.oncomplete = () => done(request.result);
      transaction.onerror = transaction.onabort = () => fail(transaction.error ?? new Error("storage"));
    });
  }
  async all() { return ((await this.run("readonly", (store) => store.getAll())) as Entry[]).sort(byAge); }
  async put(entry: Entry) { await this.run("readwrite", (store) => store.put(entry)); }
  async remove(cmid: string) { await this.run("readwrite", (store) => store.delete(cmid)); }
}

// Whatever the browser refuses later (a full disk, a private window that ends) goes on in memory.
class SaferOutbox implements Outbox {
  private memory = new MemoryOutbox();
  constructor(private stored: Outbox) {}
  async all() {
    const kept = await this.stored.all().catch(() => []);
    const own = await this.memory.all();
    return [...kept.filter((entry) => !own.some((other) => other.cmid === entry.cmid)), ...own].sort(byAge);
  }
  async put(entry: Entry) {
    try { await this.stored.put(entry); await this.memory.remove(entry.cmid); } catch { await this.memory.put(entry); }
  }
  async remove(cmid: string) {
    await this.memory.remove(cmid);
    await this.stored.remove(cmid).catch(() => {});
  }
}

// Where the browser gives this frame no storage: text and what is uploaded, kept as one text elsewhere.
export class TextOutbox extends MemoryOutbox {
  constructor(read: () => string | null, private write: (text: string | null) => void) {
    super();
    try { for (const entry of JSON.parse(read() ?? "[]") as Entry[]) void super.put(entry); } catch { /* not ours */ }
  }
  private async keep() {
    const entries = (await this.all()).filter((entry) => entry.files.every((file) => file.upload)).map((entry) => ({ ...entry, files: entry.files.map(({ blob: _blob, ...file }) => file) }));
    this.write(entries.length ? JSON.stringify(entries) : null);
  }
  override async put(entry: Entry) { await super.put(entry); await this.keep(); }
  override async remove(cmid: string) { await super.remove(cmid); await this.keep(); }
}

export function openOutbox(name: string): Promise<Outbox> {
  return new Promise((done) => {
    const memory = () => done(new MemoryOutbox());
    try {
      const request = indexedDB.open(name, 1);
      request.onupgradeneeded = () => request.result.createObjectStore("outbox", { keyPath: "cmid" });
      request.onsuccess = () => done(new SaferOutbox(new IndexedOutbox(request.result)));
      request.onerror = request.onblocked = memory;
      setTimeout(memory, 3000); // some private windows never answer
    } catch { memory(); }
  });
}
