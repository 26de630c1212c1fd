/** What tests do at the door of a cluster that no client library does. */
import { connect } from 'node:net';

export const LIMIT_MS = 10_000;

/** The next payload of an event that fits, or an error that says what was waited for. */
export function next(socket, event, isWanted = () => true) {
  return new Promise((resolve, reject) => {
    const settle = (result) => {
      clearTimeout(timer);
      socket.off(event, hear);
      return result;
    };
    const hear = (payload) => isWanted(payload) && settle(resolve(payload));
    const timer = setTimeout(() => settle(reject(new Error('No ' + event + ' within the limit.'))), LIMIT_MS);
    socket.on(event, hear);
  });
}

/** What nginx answers to bytes that no client library would send. */
export function sendRaw(port, bytes) {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    socket.setTimeout(LIMIT_MS, () => socket.destroy(new Error('No answer within the limit.')));
    socket
      .on('data', (chunk) => (answer += chunk))
      .on('end', () => resolve(answer))
      .on('error', reject);
  });
}
