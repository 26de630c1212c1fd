import { once } from 'node:events';
import type { SMTPServerOptions, SMTPServerSession } from 'smtp-server';

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

/** What a test has set, and what came of it. */
interface SmtpState {
  mode: SmtpMode;
  taken: TakenMail[];
  drop(session: SMTPServerSession): void;
}

/** With `login`, nothing is taken without it. */
export async function startSmtpServer(login?: { user: string; pass: string }): Promise<TestSmtpServer> {
  const { SMTPServer } = await import('smtp-server');
  const state: SmtpState = {
    mode: 'accept',
    taken: [],
    drop: (session) => {
      for (const connection of server.connections) if (connection.session === session) connection._socket.destroy();
    },
  };
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
    ...answersBy(state),
  });
  // A client that hangs up is what some modes are for.
  server.on('error', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  const address = server.server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const account = login ? `${encodeURIComponent(login.user)}:${encodeURIComponent(login.pass)}@` : '';
  return {
    url: `smtp://${account}127.0.0.1:${port}`,
    setMode: (mode) => void (state.mode = mode),
    taken: state.taken,
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
}

/** What is answered from the greeting to the end of the content, by the mode of the moment. */
function answersBy(state: SmtpState): SMTPServerOptions {
  return {
    onConnect: (_session, answer) => answer(state.mode === 'refuse-greeting' ? reply(554, 'No service here') : null),
    onRcptTo: (_address, session, answer) => {
      if (state.mode === 'hang-at-rcpt') return;
      if (state.mode === 'drop-at-rcpt') return state.drop(session);
      if (state.mode === 'rcpt-450') answer(reply(450, 'Mailbox busy'));
      else answer(state.mode === 'rcpt-550' ? reply(550, 'No such user') : null);
    },
    onData: (stream, session, answer) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        if (state.mode === 'data-451') return answer(reply(451, 'Try again later'));
        if (state.mode === 'data-554') return answer(reply(554, 'Not wanted'));
        const { mailFrom, rcptTo } = session.envelope;
        const to = rcptTo.map(({ address }) => address);
        state.taken.push({ from: mailFrom ? mailFrom.address : '', to, raw: Buffer.concat(chunks).toString() });
        if (state.mode === 'hang-after-data') return;
        if (state.mode === 'drop-after-data') return state.drop(session);
        answer(null, 'queued');
      });
    },
  };
}

function reply(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}
