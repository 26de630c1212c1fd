import type { Member, User } from '@tertulia/contract';
import type { Suggestion } from './suggestions.js';

/** Who is known in the browser without asking. */
export interface NearPeople {
  /** Who wrote last, the latest first. */
  speakers: readonly User[];
  online: readonly User[];
}

/** The way to the people that the browser does not know. */
export interface PeopleServer {
  listMembers: (roomId: string) => Promise<Member[]>;
  findUsers: (part: string) => Promise<User[]>;
}

/** The people that can be named in one room: those who are near at once, the others when the server answers. */
export class RoomPeople {
  private members: Promise<readonly User[]> | undefined;
  private known: readonly User[] = [];
  private hasMembers = false;

  constructor(
    private readonly server: PeopleServer,
    private readonly roomId: string,
    /** Nobody names themselves. */
    private readonly ownId: string,
    private readonly near: () => NearPeople,
  ) {}

  /** Who wrote here, the latest first. */
  recent(): string[] {
    return [...new Set(this.near().speakers.map(({ id }) => id))];
  }

  /** Everybody of the room who is known by now. */
  here(): Suggestion[] {
    const { speakers, online } = this.near();
    const people = new Map([...this.known, ...online, ...speakers].map((user) => [user.id, user]));
    people.delete(this.ownId);
    return [...people.values()].map((user) => toSuggestion(user, false));
  }

  /** The same and others whose name fits, after the server was asked; without its answer, those of the room alone. */
  async find(part: string): Promise<Suggestion[]> {
    const [, found] = await Promise.all([
      this.loadMembers(),
      part === '' ? [] : this.server.findUsers(part).catch((): User[] => []),
    ]);
    const here = this.here();
    const ids = new Set([this.ownId, ...here.map(({ id }) => id)]);
    return [...here, ...found.filter(({ id }) => !ids.has(id)).map((user) => toSuggestion(user, this.hasMembers))];
  }

  private loadMembers(): Promise<readonly User[]> {
    this.members ??= this.server.listMembers(this.roomId).then(
      (members) => {
        this.hasMembers = true;
        this.known = members.map(({ user }) => user);
        return this.known;
      },
      () => [],
    );
    return this.members;
  }
}

function toSuggestion(user: User, isAway: boolean): Suggestion {
  return {
    id: user.id,
    insert: `@${user.handle} `,
    sign: '@',
    label: user.displayName,
    detail: `@${user.handle}`,
    words: [user.handle, ...user.displayName.split(/\s+/u)],
    isAway,
  };
}
