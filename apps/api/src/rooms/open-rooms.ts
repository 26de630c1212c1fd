/** How long the gate's answer about a public room may be used again for reading. */
const LIFE_MS = 1_000;
const MOST_KEPT = 10_000;

/**
 * Public rooms that the gate found open a moment ago. Reading the newest page of one of them need not ask the database
 * again within a second; a change of any room that this node makes or hears of ends all of it at once. Never used for
 * private rooms, nor for anything that writes.
 */
export class OpenRooms {
  private readonly kept = new Map<string, { id: string; until: number }>();

  find(ref: string): string | undefined {
    const room = this.kept.get(ref);
    return room && room.until > Date.now() ? room.id : undefined;
  }

  keep(ref: string, id: string): void {
    if (this.kept.size >= MOST_KEPT) this.kept.clear();
    this.kept.set(ref, { id, until: Date.now() + LIFE_MS });
  }

  clear(): void {
    this.kept.clear();
  }
}
