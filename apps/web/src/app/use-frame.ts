import type { Room } from '@tertulia/contract';
import { useCallback, useMemo, useState } from 'react';
import { readStored, writeStored } from '../ui/storage.js';

/** What lies over the page: one dialog at a time. */
export type Overlay =
  | { kind: 'create' | 'switcher' | 'help' | 'readAll' }
  | { kind: 'settings' | 'invite' | 'webhooks' | 'leave'; roomId: string };

/** Which menu is open, and the button that opened it. */
export interface OpenMenu {
  roomId: string;
  anchor: HTMLElement;
  isInList: boolean;
}

const SIDE = 'tertulia.side';

/** What is open around the room, and the ways to open it; given to whoever has a button for it. */
export interface Frame {
  overlay: Overlay | undefined;
  menu: OpenMenu | undefined;
  /** Whether the list of rooms is shown where it may be hidden. */
  hasSide: boolean;
  open: (overlay: Overlay) => void;
  close: () => void;
  openMenu: (room: Room, anchor: HTMLElement) => void;
  closeMenu: () => void;
  toggleSide: () => void;
}

/** Keeps what is open; whether the list is shown is remembered in this browser. */
export function useFrame(): Frame {
  const [overlay, setOverlay] = useState<Overlay>();
  const [menu, setMenu] = useState<OpenMenu>();
  const [hasSide, setHasSide] = useState(() => readStored(SIDE) !== 'closed');
  const close = useCallback(() => setOverlay(undefined), []);
  const closeMenu = useCallback(() => setMenu(undefined), []);
  const openMenu = useCallback(
    ({ id }: Room, anchor: HTMLElement) =>
      setMenu({ roomId: id, anchor, isInList: anchor.closest('[data-region=rooms]') !== null }),
    [],
  );
  const toggleSide = useCallback(() => {
    writeStored(SIDE, hasSide ? 'closed' : null);
    setHasSide(!hasSide);
  }, [hasSide]);
  return useMemo(
    () => ({ overlay, menu, hasSide, open: setOverlay, close, openMenu, closeMenu, toggleSide }),
    [overlay, menu, hasSide, close, openMenu, closeMenu, toggleSide],
  );
}
