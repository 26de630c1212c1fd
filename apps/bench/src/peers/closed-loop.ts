const WARM_UP_SECONDS = 1;

/** Keeps `senders` tasks busy, each starting its next as the last one ended, and gives how many ended a second. */
export async function closedLoop(
  senders: number,
  seconds: number,
  send: (sender: number) => Promise<unknown>,
): Promise<number> {
  let done = 0;
  const endAt = performance.now() + (WARM_UP_SECONDS + seconds) * 1000;
  const loops = Array.from({ length: senders }, async (_, sender) => {
    while (performance.now() < endAt) {
      await send(sender);
      done += 1;
    }
  });
  let doneBefore = 0;
  let startedAt = 0;
  const timer = setTimeout(() => {
    doneBefore = done;
    startedAt = performance.now();
  }, WARM_UP_SECONDS * 1000);
  await Promise.all(loops);
  clearTimeout(timer);
  return (done - doneBefore) / ((performance.now() - startedAt) / 1000);
}
