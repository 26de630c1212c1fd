import { useState } from 'react';
import { failureCode, type FailureCode, RequestError } from '../api/request-error.js';
import { useCountdown } from '../ui/use-countdown.js';

/** Why something was not done, and from when on it may be tried again. */
export interface Refusal {
  code: FailureCode;
  waitSeconds: number | undefined;
  until: number | undefined;
}

/** Does one thing at a time, and keeps why it did not succeed. */
export function useAttempt() {
  const [isBusy, setIsBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal>();
  const secondsLeft = useCountdown(refusal?.until);
  /** What was done, or nothing when it did not succeed. */
  const run = async <Done>(action: () => Promise<Done>): Promise<Done | undefined> => {
    setIsBusy(true);
    setRefusal(undefined);
    try {
      return await action();
    } catch (error) {
      setRefusal(toRefusal(error, Date.now()));
      return undefined;
    } finally {
      setIsBusy(false);
    }
  };
  return { run, isBusy, refusal, secondsLeft, forget: () => setRefusal(undefined) };
}

export type Attempt = ReturnType<typeof useAttempt>;

function toRefusal(error: unknown, now: number): Refusal {
  const wait = error instanceof RequestError ? error.retryAfterMs : undefined;
  return {
    code: failureCode(error),
    waitSeconds: wait === undefined ? undefined : Math.ceil(wait / 1_000),
    until: wait === undefined ? undefined : now + wait,
  };
}
