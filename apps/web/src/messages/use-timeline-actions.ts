import type { Message } from '@tertulia/contract';
import { useMemo, useState } from 'react';
import { useLocale } from '../i18n/locale-context.js';
import type { TimelineActions } from './timeline-actions.js';
import type { TimelineModel, TimelineProps } from './use-timeline.js';

/** What lies over the timeline now. */
export interface OpenDialogs {
  menu: { message: Message; anchor: HTMLElement } | undefined;
  picking: Message | undefined;
  day: number | undefined;
}

const nothingOpen: OpenDialogs = { menu: undefined, picking: undefined, day: undefined };

/** The actions of the messages, complete, and which of their dialogs is open. */
export function useTimelineActions(props: TimelineProps, { opening, tell, setNotice }: TimelineModel) {
  const { actions, onMarkUnread, room } = props;
  const { showMessage } = opening;
  const { t } = useLocale();
  const [dialogs, setDialogs] = useState(nothingOpen);
  const { slug } = room;
  const all = useMemo((): TimelineActions => {
    const copy = (text: string) => {
      const written = navigator.clipboard?.writeText(text) ?? Promise.reject(new Error('no clipboard'));
      written.then(
        () => setNotice(t('copied')),
        () => setNotice(t('copyFailed')),
      );
    };
    return {
      ...actions,
      onShow: ({ id, seq }) => void showMessage(id, seq),
      onMarkUnread: ({ seq }) => {
        tell({ kind: 'markUnread', seq });
        onMarkUnread(seq);
      },
      onCopyLink: ({ id }) => copy(new URL(`/r/${slug}/m/${id}`, window.location.href).href),
      onCopyText: copy,
      onMenu: (message, anchor) => setDialogs({ ...nothingOpen, menu: { message, anchor } }),
      onPick: (message) => setDialogs({ ...nothingOpen, picking: message }),
      onDay: (day) => setDialogs({ ...nothingOpen, day }),
    };
  }, [actions, showMessage, slug, onMarkUnread, tell, setNotice, t]);
  return { actions: all, dialogs, closeDialogs: () => setDialogs(nothingOpen) };
}
