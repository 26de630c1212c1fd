import { Injectable } from '@nestjs/common';
import type { User } from '@tertulia/contract';
import type { Connection } from './connection.js';

/** The signed-in sockets of this node. */
@Injectable()
export class Connections {
  private readonly byUser = new Map<string, Connection[]>();
  private count = 0;

  get size(): number {
    return this.count;
  }

  add(connection: Connection): void {
    const own = this.byUser.get(connection.user.id);
    if (own) own.push(connection);
    else this.byUser.set(connection.user.id, [connection]);
    this.count += 1;
  }

  remove(connection: Connection): void {
    const own = this.byUser.get(connection.user.id);
    const index = own?.indexOf(connection) ?? -1;
    if (!own || index < 0) return;
    own.splice(index, 1);
    this.count -= 1;
    if (own.length === 0) this.byUser.delete(connection.user.id);
  }

  of(userId: string): readonly Connection[] {
    return this.byUser.get(userId) ?? [];
  }

  userIds(): Iterable<string> {
    return this.byUser.keys();
  }

  *all(): Iterable<Connection> {
    for (const own of this.byUser.values()) yield* own;
  }

  ofSession(sessionId: string): Connection[] {
    return [...this.all()].filter((connection) => connection.sessionId === sessionId);
  }

  /** Sockets carry the name of their person; a new name reaches the ones that are open. */
  rename(user: User): void {
    for (const connection of this.of(user.id)) connection.user = user;
  }
}
