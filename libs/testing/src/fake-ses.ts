import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { SesAccount } from './ses-account.js';
import { answerOf, errorAnswer, type SesAnswer, SesError, sesErrors } from './ses-answer.js';
import {
  type AcceptedMail,
  defaultBehaviour,
  type SeenRequest,
  type SesBehaviour,
  type SesMode,
} from './ses-behaviour.js';
import { SesEventPublisher } from './ses-events.js';
import { fakeAwsAccount } from './fake-sqs.js';
import { parseSesRequest, type SesRequest } from './ses-request.js';

/** SES on loopback, in this process or in one of its own: the same to whoever uses it. */
export interface FakeSes {
  url: string;
  /** What a server needs in its environment to find it. */
  environment: Record<string, string>;
  /** Changes what is given and leaves the rest. */
  set(behaviour: Partial<SesBehaviour>): Promise<void>;
  accepted(): Promise<AcceptedMail[]>;
  seen(): Promise<SeenRequest[]>;
  /** Empties log and templates; everything is accepted again. */
  reset(): Promise<void>;
  stop(): Promise<void>;
}

/** Where the state of the fake is changed and read over HTTP, for other processes. */
export const CONTROL_PATH = '/control';

const REFUSALS: Partial<Record<SesMode, () => SesError>> = {
  throttle: sesErrors.rate,
  'daily-quota': sesErrors.day,
  reject: sesErrors.rejected,
  paused: sesErrors.paused,
  'error-500-before-accept': sesErrors.internal,
};

/** Starts a fake of SES v1 (Query protocol) on loopback. */
export async function startFakeSes(behaviour: Partial<SesBehaviour> = {}, port = 0): Promise<FakeSes> {
  const service = new SesService();
  service.change(behaviour);
  const server = createServer((request, response) => void service.handle(request, response));
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : port}`;
  return {
    url,
    environment: sesEnvironment(url),
    set: async (change) => service.change(change),
    accepted: async () => [...service.account.accepted],
    seen: async () => [...service.account.seen],
    reset: async () => service.reset(),
    stop: async () => {
      service.reset();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

export function sesEnvironment(url: string): Record<string, string> {
  return { ...fakeAwsAccount, AWS_ENDPOINT_URL_SES: url };
}

class SesService {
  account = new SesAccount();
  private readonly events = new SesEventPublisher();

  change(behaviour: Partial<SesBehaviour>): void {
    this.account.behaviour = { ...this.account.behaviour, ...behaviour };
  }

  reset(): void {
    this.events.stop();
    this.account = new SesAccount();
    this.account.behaviour = defaultBehaviour();
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const body = await readBody(request);
      if (request.url?.startsWith(CONTROL_PATH)) return this.control(request, body, response);
      const answer = await this.answer(parseSesRequest(body), request);
      if (!answer) return;
      response.writeHead(answer.status, { 'content-type': 'text/xml' }).end(answer.body);
    } catch {
      // The caller hung up; that is what it would see of a real service, too.
      request.socket.destroy();
    }
  }

  /** Null: the connection is left or was cut without an answer. */
  private async answer(sesRequest: SesRequest, request: IncomingMessage): Promise<SesAnswer | null> {
    const mode = this.account.chooseMode(sesRequest);
    try {
      if (!request.headers.authorization?.startsWith('AWS4-HMAC-SHA256 ')) {
        throw new SesError('MissingAuthenticationToken', 'Request is missing Authentication Token', 403);
      }
      const refusal = REFUSALS[mode];
      if (refusal) throw refusal();
      if (mode === 'hang') return null;
      if (mode === 'drop-before-accept') return cut(request);
      if (mode === 'slow') await wait(this.account.behaviour.slowMs);
      if (!sesRequest.action.startsWith('Send')) return this.account.manage(sesRequest);
      const mail = await this.account.take(sesRequest);
      this.events.publish(mail, this.account.behaviour.events);
      if (mode === 'drop-after-accept') return cut(request);
      if (mode === 'hang-after-accept') return null;
      if (mode === 'error-500-after-accept') throw sesErrors.internal();
      return answerOf(sesRequest.action, { MessageId: mail.messageId });
    } catch (error) {
      if (error instanceof SesError) return errorAnswer(error);
      throw error;
    }
  }

  private control(request: IncomingMessage, body: string, response: ServerResponse): void {
    if (request.method === 'DELETE') this.reset();
    if (request.method === 'PUT') {
      // Our own tests alone call this.
      const change: Partial<SesBehaviour> = JSON.parse(body);
      this.change(change);
    }
    const { accepted, seen } = this.account;
    const state = request.method === 'GET' ? { accepted, seen } : {};
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(state));
  }
}

function cut(request: IncomingMessage): null {
  request.socket.destroy();
  return null;
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString();
}
