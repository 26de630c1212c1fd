import type { MentionPreview } from '@tertulia/contract';
import { type ReactNode, useCallback, useState } from 'react';
import { useLocale } from '../i18n/locale-context.js';
import { ConfirmDialog } from './confirm-dialog.js';

type Everyone = Pick<NonNullable<MentionPreview['everyone']>, 'kind' | 'count'>;

interface Open {
  everyone: Everyone;
  answer: (isWanted: boolean) => void;
}

/** Asks before a message tells many people at once; the promise is kept when the person has answered. */
export function useEveryoneQuestion(): { ask: (everyone: Everyone) => Promise<boolean>; dialog: ReactNode } {
  const { t, plural } = useLocale();
  const [open, setOpen] = useState<Open>();
  const ask = useCallback(
    (everyone: Everyone) => new Promise<boolean>((resolve) => setOpen({ everyone, answer: resolve })),
    [],
  );
  if (!open) return { ask, dialog: null };
  const end = (isWanted: boolean) => {
    setOpen(undefined);
    open.answer(isWanted);
  };
  const { kind, count } = open.everyone;
  const dialog = (
    <ConfirmDialog
      title={t('everyoneTitle')}
      question={plural(`everyoneQuestion_${kind}`, count)}
      action={t('send')}
      onConfirm={() => end(true)}
      onClose={() => end(false)}
    />
  );
  return { ask, dialog };
}
