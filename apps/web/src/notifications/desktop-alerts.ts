import type { Notification as Told } from '@tertulia/contract';

/** What is shown: a new one with the same tag takes the place of the one before. */
export interface Alert {
  title: string;
  body: string;
  tag: string;
  onClick: () => void;
}

interface Surroundings {
  /** Whether they are wanted, allowed, and of use: the window is hidden. */
  isWanted: () => boolean;
  /** @throws where the page itself may show none, as on some telephones. */
  show: (alert: Alert) => { close(): void };
  open: (path: string) => void;
}

/** Mentions on the screen of the device: one for each room, gone when it is read; a click leads to the message. */
export class DesktopAlerts {
  private readonly shown = new Map<string, { close(): void }>();

  constructor(private readonly around: Surroundings) {}

  show(told: Told, sentence: string, excerpt: string): void {
    if (!this.around.isWanted()) return;
    const { room, message } = told;
    try {
      const alert = this.around.show({
        title: sentence,
        body: excerpt,
        tag: `tertulia.${room.id}`,
        onClick: () => {
          this.around.open(`/r/${room.slug}/m/${message.id}`);
          alert.close();
        },
      });
      this.shown.set(room.id, alert);
    } catch {
      // Without a way to show it there is still the list.
    }
  }

  /** Takes away those of rooms in which nothing is unread. */
  keepFor(items: readonly Told[]): void {
    const unread = new Set(items.filter(({ readAt }) => readAt === null).map(({ room }) => room.id));
    for (const [roomId, alert] of this.shown) {
      if (unread.has(roomId)) continue;
      alert.close();
      this.shown.delete(roomId);
    }
  }

  close(): void {
    this.keepFor([]);
  }
}
