import { once } from 'node:events';
import type { SMTPServerSession } from 'smtp-server';

export const smtpModes = [
  'accept',
  'refuse-greeting',
  'rcpt-450',
  'rcpt-550',
  'hang-at-rcpt',
  'drop-at-rcpt',
  'data-451',
  'data-554',
  'hang-after-data',
  'drop-after-data',
] as const;
export type SmtpMode = (typeof smtpModes)[number];

/** A mail that the server has read to its end. */
export interface TakenMail {
  from: string;
  to: string[];
  raw: string;
}

/** An SMTP server on loopback that does what it is told. */
export interface TestSmtpServer {
  url: string;
  setMode(mode: SmtpMode): void;
  /** Mails whose content arrived whole, whatever was answered, except those that were refused. */
  taken: TakenMail[];
  stop(): Promise<void>;
}

/** With `login`, nothing is taken without it. */
export async function startSmtpServer(login?: { user: string; pass: string }): Promise<TestSmtpServer> {
  const { SMTPServer } = await import('smtp-server');
  let mode: SmtpMode = 'accept';
  const taken: TakenMail[] = [];
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    authOptional: !login,
    allowInsecureAuth: true,
    disableReverseLookup: true,
    closeTimeout: 10,
    onAuth: (given, _session, answer) => {
      const isRight = given.username === login?.user && given.password === login?.pass;
      if (isRight) answer(null, { user: given.username });
      else answer(reply(535, 'Authentication failed'));
    },
    onConnect: (_session, answer) => answer(mode === 'refuse-greeting' ? reply(554, 'No service here') : null),
    onRcptTo: (_address, session, answer) => {
      if (mode === 'hang-at-rcpt') return;
      if (mode === 'drop-at-rcpt') return drop(session);
      if (mode === 'rcpt-450') answer(reply(450, 'Mailbox busy'));
      else answer(mode === 'rcpt-550' ? reply(550, 'No such user') : null);
    },
    onData: (stream, session, answer) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        if (mode === 'data-451') return answer(reply(451, 'Try again later'));
        if (mode === 'data-554') return answer(reply(554, 'Not wanted'));
        const { mailFrom, rcptTo } = session.envelope;
        const to = rcptTo.map(({ address }) => address);
        taken.push({ from: mailFrom ? mailFrom.address : '', to, raw: Buffer.concat(chunks).toString() });
        if (mode === 'hang-after-data') return;
        if (mode === 'drop-after-data') return drop(session);
        answer(null, 'queued');
      });
    },
  });
  // A client that hangs up is what some modes are for.
  server.on('error', () => undefined);
  const drop = (session: SMTPServerSession): void => {
    for (const connection of server.connections) if (connection.session === session) connection._socket.destroy();
  };
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  const address = server.server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const account = login ? `${encodeURIComponent(login.user)}:${encodeURIComponent(login.pass)}@` : '';
  return {
    url: `smtp://${account}127.0.0.1:${port}`,
    setMode: (next) => void (mode = next),
    taken,
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
}

function reply(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}
