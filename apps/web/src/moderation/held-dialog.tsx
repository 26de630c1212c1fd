import type { Message } from '@tertulia/contract';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useLocale } from '../i18n/locale-context.js';
import { EmptyState } from '../ui/empty-state.js';
import { Modal } from '../ui/modal.js';
import { HeldItem } from './held-item.js';
import './moderation.css';
import { type HeldGateway, useHeld, type Verdict } from './use-held.js';

interface Props extends HeldGateway {
  roomId: string;
  /** How many wait, as far as the room knows. */
  count: number;
  renderContent: (message: Message) => ReactNode;
  onClose: () => void;
}

/** What waits for the owner of a room, the oldest first; each is released or deleted, with the mouse or the keyboard. */
export function HeldDialog({ roomId, count, renderContent, onClose, ...gateway }: Props) {
  const { t } = useLocale();
  const held = useHeld(roomId, count, gateway);
  const [said, setSaid] = useState({ notice: '', problem: '' });
  const { box, aimAt } = useNextFocus(held.items);
  const decide = async (index: number, decision: Promise<Verdict>, done: string) => {
    setSaid({ notice: '', problem: '' });
    aimAt(index);
    const verdict = await decision;
    if (verdict === 'done') return setSaid({ notice: done, problem: '' });
    aimAt(undefined);
    setSaid({ notice: '', problem: t(verdict === 'changed' ? 'heldChanged' : 'heldFailed') });
  };
  return (
    <Modal title={t('heldTitle')} closeLabel={t('close')} onClose={onClose}>
      <div ref={box} aria-busy={held.items === undefined && !held.hasFailed}>
        {held.items?.length !== 0 && <p className="form-note">{t('heldHint')}</p>}
        <p className="visually-hidden" role="status">
          {said.notice}
        </p>
        <p className="field-error" role="alert">
          {said.problem}
        </p>
        {held.hasFailed && <LoadFailed onRetry={() => void held.load()} />}
        {held.items?.length === 0 && (
          <EmptyState drawing="caught-up" title={t('heldNothing')} text={t('heldNothingHint')} />
        )}
        {held.items && held.items.length > 0 && (
          <ul className="held-list">
            {held.items.map((message, index) => (
              <HeldItem
                key={message.id}
                message={message}
                content={renderContent(message)}
                onRelease={() => void decide(index, held.release(message), t('heldReleased'))}
                onRemove={() => void decide(index, held.remove(message), t('heldRemoved'))}
              />
            ))}
          </ul>
        )}
      </div>
    </Modal>
  );
}

function LoadFailed({ onRetry }: { onRetry: () => void }) {
  const { t } = useLocale();
  return (
    <p className="held-failed" role="alert">
      {t('heldLoadFailed')}{' '}
      <button type="button" className="text-button" onClick={onRetry}>
        {t('retry')}
      </button>
    </p>
  );
}

/** After a message went, the focus goes to the one that took its place, else to the way out. */
function useNextFocus(items: readonly Message[] | undefined) {
  const box = useRef<HTMLDivElement>(null);
  const aim = useRef<number>(undefined);
  useEffect(() => {
    if (aim.current === undefined) return;
    const buttons = box.current?.querySelectorAll<HTMLElement>('[data-release]') ?? [];
    const next = buttons[Math.min(aim.current, buttons.length - 1)];
    aim.current = undefined;
    (next ?? box.current?.closest('dialog')?.querySelector('button'))?.focus();
  }, [items]);
  const aimAt = (index: number | undefined) => {
    aim.current = index;
  };
  return { box, aimAt };
}
