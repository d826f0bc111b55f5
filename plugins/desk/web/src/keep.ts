// What must outlive the tab: a few small tables in IndexedDB. Where the browser gives none (private windows of some), the
// same in memory, and `lasting` says so.

export interface Keep {
  lasting: boolean;
  get<T>(table: Table, key: string): Promise<T | undefined>;
  all<T>(table: Table): Promise<T[]>;
  put(table: Table, key: string, value: unknown): Promise<void>;
  remove(table: Table, key: string): Promise<void>;
}
export type Table = "outbox" | "drafts";
const kTables: Table[] = ["outbox", "drafts"];

export function memory_keep(): Keep {
  const tables = new Map(kTables.map((name) => [name, new Map<string, unknown>()]));
  const copy = <T>(value: T): T => (value === undefined ? value : structuredClone(value));
  return {
    lasting: false,
    get: async <T>(table: Table, key: string) => copy(tables.get(table)!.get(key)) as T | undefined,
    all: async <T>(table: Table) => [...tables.get(table)!.values()].map(copy) as T[],
    put: async (table, key, value) => { tables.get(table)!.set(key, copy(value)); },
    remove: async (table, key) => { tables.get(table)!.delete(key); },
  };
}

// One per agent, so that two agents of one machine do not meet.
export async function open_keep(agent: string): Promise<Keep> {
  const database = await new Promise<IDBDatabase | null>((resolve) => {
    if (typeof indexedDB === "undefined") return resolve(null);
    const opening = indexedDB.open(`patchbay-desk-${agent}`, 1);
    opening.onupgradeneeded = () => { for (const name of kTables) opening.result.createObjectStore(name); };
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => resolve(null);
    opening.onblocked = () => resolve(null);
  }).catch(() => null);
  if (!database) return memory_keep();
  const run = <T>(table: Table, mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T>) =>
    new Promise<T>((resolve, reject) => {
      const transaction = database.transaction(table, mode, mode === "readwrite" ? { durability: "strict" } : undefined);
      const request = work(transaction.objectStore(table));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = transaction.onerror = () => reject(transaction.error ?? request.error);
    });
  return {
    lasting: true,
    get: <T>(table: Table, key: string) => run<T | undefined>(table, "readonly", (store) => store.get(key)),
    all: <T>(table: Table) => run<T[]>(table, "readonly", (store) => store.getAll()),
    put: async (table, key, value) => { await run(table, "readwrite", (store) => store.put(value, key)); },
    remove: async (table, key) => { await run(table, "readwrite", (store) => store.delete(key)); },
  };
}
