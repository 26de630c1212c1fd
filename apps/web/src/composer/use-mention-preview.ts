import { limits } from '@tertulia/contract';
import { useEffect, useMemo } from 'react';
import { useObservable } from '../realtime/observable.js';
import type { ComposerProps } from './composer-props.js';
import { MentionPreviews, namesEverybody, type Told } from './mention-previews.js';

interface MentionPreviewing {
  told: Told;
  /** Asks the person whether so many are to be told; nothing when there is no need to ask. */
  askBeforeSending: (text: string) => Promise<boolean> | undefined;
}

/** Whom the draft would tell, and the question before it tells many. */
export function useMentionPreview(draft: string, props: ComposerProps): MentionPreviewing {
  const { room, isConnected, onPreview, onTellMany } = props;
  const previews = useMemo(() => new MentionPreviews(onPreview), [onPreview]);
  useEffect(() => previews.write(draft, isConnected), [previews, draft, isConnected]);
  useEffect(() => () => previews.close(), [previews]);
  const told = useObservable(previews);

  const isWanted = async (text: string): Promise<boolean> => {
    const preview = isConnected ? await previews.check(text) : undefined;
    // Without an answer nobody knows better than the room: everybody but the author.
    const everyone = preview
      ? preview.everyone
      : { kind: 'all' as const, count: room.memberCount - 1, isAllowed: room.me?.role === 'owner' };
    return !everyone?.isAllowed || everyone.count < limits.everyoneAsks || onTellMany(everyone);
  };
  return { told, askBeforeSending: (text) => (namesEverybody(text) ? isWanted(text) : undefined) };
}
