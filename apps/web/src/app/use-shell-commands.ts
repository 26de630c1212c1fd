import type { Room } from '@tertulia/contract';
import { useLocation } from 'wouter';
import { hasNews, neighbourRoom, type RoomSections } from '../rooms/room-sections.js';
import { useCommand } from '../ui/commands.js';
import { readStored, writeStored } from '../ui/storage.js';
import { moveRegion } from './regions.js';
import type { Frame } from './use-frame.js';
import type { RoomActions } from './use-room-actions.js';

const ASKED = 'tertulia.read-all-asked';

/** What the shell itself does from the keyboard: going from room to room and from part to part, and opening what lies over the page. */
export function useShellCommands(
  frame: Frame,
  actions: RoomActions,
  sections: RoomSections,
  activeId: string | undefined,
): void {
  const [, navigate] = useLocation();
  const go = (step: 1 | -1, isWanted?: (room: Room) => boolean) => {
    const room = neighbourRoom(sections, activeId, step, isWanted);
    if (!room) return false;
    navigate(`/r/${room.slug}`);
    return true;
  };
  useCommand('quickSwitcher', () => frame.open({ kind: 'switcher' }));
  useCommand('help', () => frame.open({ kind: 'help' }));
  useCommand('previousRoom', () => go(-1));
  useCommand('nextRoom', () => go(1));
  useCommand('previousUnreadRoom', () => go(-1, hasNews));
  useCommand('nextUnreadRoom', () => go(1, hasNews));
  useCommand('back', () => window.history.back());
  useCommand('forward', () => window.history.forward());
  useCommand('nextRegion', () => moveRegion(1));
  useCommand('previousRegion', () => moveRegion(-1));
  useCommand('searchEverywhere', () => navigate('/search'));
  useCommand('mentions', () => navigate('/notifications'));
  useCommand('readAll', () => {
    if (readStored(ASKED) !== null) {
      void actions.readAll();
      return;
    }
    writeStored(ASKED, 'yes');
    frame.open({ kind: 'readAll' });
  });
}
