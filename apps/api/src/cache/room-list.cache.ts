import { Inject, Injectable } from '@nestjs/common';
import { roomSchema } from '@tertulia/contract';
import * as z from 'zod/mini';
import { KEY_VALUE_STORE, type KeyValueStore } from './key-value-store.js';
import { SingleFlight } from '../common/single-flight.js';

const KEY = 'rooms:public';
const LIFE_MS = 10_000;
const listSchema = z.array(roomSchema);

/** The list of public rooms as one JSON string for 10 s. */
@Injectable()
export class RoomListCache {
  readonly looks = { hit: 0, miss: 0 };
  private readonly flight = new SingleFlight<string>();
  /** Counts changes, so that a list read before a change is not stored after it. */
  private generation = 0;
  /** The last text found to be a list, so that an unchanged one is not parsed again to know it. */
  private known = '';

  constructor(@Inject(KEY_VALUE_STORE) private readonly store: KeyValueStore) {}

  /** The list as JSON; `load` reads it from the database on a miss, once for all who ask meanwhile. */
  async read(load: () => Promise<string>): Promise<{ json: string; hit: boolean }> {
    const cached = await this.store.getText(KEY);
    const hit = cached !== null && this.isList(cached);
    this.looks[hit ? 'hit' : 'miss'] += 1;
    if (hit) return { json: cached, hit };
    return { json: await this.flight.run(KEY, () => this.loadAndStore(load)), hit: false };
  }

  /** Reads and stores the list anew at once, after a room was made or changed. */
  async refresh(load: () => Promise<string>): Promise<void> {
    this.generation += 1;
    this.flight.forget(KEY);
    await this.store.remove([KEY]);
    await this.flight.run(KEY, () => this.loadAndStore(load));
  }

  private async loadAndStore(load: () => Promise<string>): Promise<string> {
    const { generation } = this;
    const json = await load();
    if (generation === this.generation) await this.store.setText(KEY, json, LIFE_MS);
    return json;
  }

  /** Anything else under the key was not written by us. */
  private isList(text: string): boolean {
    if (text === this.known) return true;
    try {
      if (!listSchema.safeParse(JSON.parse(text)).success) return false;
    } catch {
      return false;
    }
    this.known = text;
    return true;
  }
}
