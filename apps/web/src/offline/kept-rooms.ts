import { type Message, messageSchema, type Room, roomSchema } from '@tertulia/contract';
import * as z from 'zod/mini';

/** Messages that are kept of one room, and rooms of which they are kept. */
const MOST_MESSAGES = 60;
const MOST_ROOMS = 12;
const DATABASE = 'tertulia';
const TABLE = 'kept';
/** Rises when what is kept changes its shape; what was kept before is then left alone and goes. */
const SHAPE = 1;

/** The end of a room's messages, in the state of one version, as this browser saw it last. */
export const keptRoomSchema = z.object({
  room: roomSchema,
  messages: z.array(messageSchema),
  version: z.number(),
  keptAt: z.number(),
});
export type KeptRoom = z.infer<typeof keptRoomSchema>;

const keptListSchema = z.array(roomSchema);

/**
 * The last conversations of one person, kept in this browser (IndexedDB) to be shown without a network. Everything here may
 * fail, as in a private window: then nothing is kept, and nothing else happens.
 */
export class KeptRooms {
  private readonly opened: Promise<IDBDatabase | undefined>;

  constructor(private readonly userId: string) {
    this.opened = openDatabase();
  }

  async keepRoom(room: Room, messages: readonly Message[], version: number, now: number): Promise<void> {
    const kept: KeptRoom = { room, messages: messages.slice(-MOST_MESSAGES), version, keptAt: now };
    await this.put(`room.${room.id}`, kept);
    const others = await this.readAll();
    const old = others.sort((a, b) => b.keptAt - a.keptAt).slice(MOST_ROOMS);
    for (const { room: outdated } of old) await this.put(`room.${outdated.id}`, undefined);
  }

  async keepList(rooms: readonly Room[]): Promise<void> {
    await this.put('list', rooms);
  }

  async readList(): Promise<Room[]> {
    const kept = keptListSchema.safeParse(await this.get('list'));
    return kept.success ? kept.data : [];
  }

  async forgetRoom(roomId: string): Promise<void> {
    await this.put(`room.${roomId}`, undefined);
  }

  async readAll(): Promise<KeptRoom[]> {
    const database = await this.opened;
    if (!database) return [];
    const range = IDBKeyRange.bound(`${this.userId}.room.`, `${this.userId}.room/`);
    const values = await answered<unknown[]>(database.transaction(TABLE).objectStore(TABLE).getAll(range));
    return (values ?? []).flatMap((value) => {
      const kept = keptRoomSchema.safeParse(value);
      return kept.success ? [kept.data] : [];
    });
  }

  close(): void {
    void this.opened.then((database) => database?.close());
  }

  private async get(key: string): Promise<unknown> {
    const database = await this.opened;
    if (!database) return undefined;
    return answered(database.transaction(TABLE).objectStore(TABLE).get(`${this.userId}.${key}`));
  }

  private async put(key: string, value: unknown): Promise<void> {
    const database = await this.opened;
    if (!database) return;
    const table = database.transaction(TABLE, 'readwrite').objectStore(TABLE);
    const name = `${this.userId}.${key}`;
    if (value === undefined) await answered(table.delete(name));
    else await answered(table.put(value, name));
  }
}

/** Forgets everything of everybody; for signing out. */
export function forgetKeptRooms(): void {
  try {
    indexedDB.deleteDatabase(DATABASE);
  } catch {
    // Storage is blocked: nothing was kept.
  }
}

function openDatabase(): Promise<IDBDatabase | undefined> {
  return new Promise((resolve) => {
    try {
      const request = indexedDB.open(DATABASE, SHAPE);
      request.onupgradeneeded = () => {
        for (const name of request.result.objectStoreNames) request.result.deleteObjectStore(name);
        request.result.createObjectStore(TABLE);
      };
      request.onsuccess = () => {
        // Another tab signs out, or has a newer shape: it need not wait for this one.
        request.result.onversionchange = () => request.result.close();
        resolve(request.result);
      };
      request.onerror = () => resolve(undefined);
      request.onblocked = () => resolve(undefined);
    } catch {
      resolve(undefined);
    }
  });
}

function answered<Value>(request: IDBRequest<Value>): Promise<Value | undefined> {
  return new Promise((resolve) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => resolve(undefined);
  });
}
