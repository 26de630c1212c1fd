import pino, { type Logger } from 'pino';

/** JSON lines with chosen fields: never the text of a message, a token or a signature. */
export type WorkerLog = Logger;

/** The log of a worker process, on standard error: whoever started it reads its standard output. */
export function createWorkerLog(level: string): WorkerLog {
  return pino(
    { level, base: { worker: process.pid }, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination({ fd: 2, sync: true }),
  );
}
