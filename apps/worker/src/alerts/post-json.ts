const TIMEOUT_MS = 5_000;
const MOST_ANSWER_BYTES = 4_096;

/** Posts JSON to an address and gives the status of the answer. */
export type PostJson = (url: URL, body: object, headers?: Record<string, string>) => Promise<number>;

/** Over the network: one attempt, five seconds, no redirect followed, and no more read of an answer than is of use. */
export const postJson: PostJson = async (url, body, headers = {}) => {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(body),
    redirect: 'manual',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  await skim(answer);
  return answer.status;
};

/** Reads a little, so that the connection can be used again, and drops what is longer. */
async function skim(answer: Response): Promise<void> {
  const reader = answer.body?.getReader();
  let bytes = 0;
  while (reader && bytes <= MOST_ANSWER_BYTES) {
    const { done, value } = await reader.read();
    if (done) return;
    bytes += value.byteLength;
  }
  await reader?.cancel();
}
