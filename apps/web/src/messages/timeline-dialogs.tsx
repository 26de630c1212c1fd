import { lazy, Suspense } from 'react';
import { useLocale } from '../i18n/locale-context.js';
import type { TimelineActions } from './timeline-actions.js';
import type { OpenDialogs } from './use-timeline-actions.js';
import type { TimelineModel, TimelineProps } from './use-timeline.js';

const MessageMenu = lazy(() => import('./message-menu.js'));
const JumpToDate = lazy(() => import('./jump-to-date.js'));
const EmojiPicker = lazy(async () => ({ default: (await import('../ui/emoji-picker.js')).EmojiPicker }));

interface Props {
  props: TimelineProps;
  opening: TimelineModel['opening'];
  actions: TimelineActions;
  dialogs: OpenDialogs;
  onClose: () => void;
}

/** What lies over the timeline when it is asked for; fetched then. */
export function TimelineDialogs({ props, opening, actions, dialogs, onClose }: Props) {
  const { t } = useLocale();
  const { room, me } = props;
  const { menu, picking, day } = dialogs;
  return (
    <Suspense>
      {menu && <MessageMenu {...menu} isOwn={menu.message.author.id === me.id} actions={actions} onClose={onClose} />}
      {picking && (
        <EmojiPicker
          label={t('react')}
          onChoose={(emoji) => {
            onClose();
            actions.onReact(picking, emoji, true);
          }}
          onClose={onClose}
        />
      )}
      {day !== undefined && (
        <JumpToDate
          day={day}
          since={room.createdAt}
          onJump={(at) => void opening.showAround({ at }, 'third')}
          onClose={onClose}
        />
      )}
    </Suspense>
  );
}
