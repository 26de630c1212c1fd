import type { InvitePreview } from '@tertulia/contract';
import { useCallback, useEffect, useState } from 'react';
import { failureCode, type FailureCode } from '../api/request-error.js';

/** What is known of an invitation. */
export type InviteState =
  { status: 'loading' } | { status: 'open'; invite: InvitePreview } | { status: 'failed'; code: FailureCode };

/** Asks what an invitation opens. */
export function useInvite(getInvite: (code: string) => Promise<InvitePreview>, code: string) {
  const [state, setState] = useState<InviteState>({ status: 'loading' });
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let isCurrent = true;
    setState({ status: 'loading' });
    getInvite(code).then(
      (invite) => {
        if (isCurrent) setState({ status: 'open', invite });
      },
      (error: unknown) => {
        if (isCurrent) setState({ status: 'failed', code: failureCode(error) });
      },
    );
    return () => {
      isCurrent = false;
    };
  }, [getInvite, code, turn]);
  const retry = useCallback(() => setTurn((before) => before + 1), []);
  return { state, retry };
}

/** Whether an invitation is over or never was, in contrast to one that could not be asked for. */
export function isOver(code: FailureCode): boolean {
  return code === 'not_found' || code === 'gone' || code === 'forbidden' || code === 'invalid_payload';
}
