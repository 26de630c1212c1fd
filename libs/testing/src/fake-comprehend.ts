import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import * as z from 'zod/mini';
import { fakeAwsAccount } from './fake-sqs.js';

/** Comprehend as far as BatchDetectSentiment goes, in its JSON 1.1 protocol, with its bounds. */
export interface FakeComprehend {
  url: string;
  /** What a process needs in its environment to find it. */
  environment: Record<string, string>;
  /** What was asked, in order. */
  asked: { language: string; texts: string[] }[];
  /** From now on: answers, refuses all as too many, or never answers. */
  behave(mode: 'answer' | 'throttle' | 'hang'): void;
  stop(): Promise<void>;
}

const requestSchema = z.object({ TextList: z.array(z.string()), LanguageCode: z.enum(['es', 'pt', 'en']) });
const BYTES_OF_A_TEXT = 5_000;
const TEXTS_AT_ONCE = 25;

/** Texts with `good` are positive, with `bad` negative, with both mixed; those with `unlucky` fail alone. */
export async function startFakeComprehend(): Promise<FakeComprehend> {
  const asked: FakeComprehend['asked'] = [];
  let mode: 'answer' | 'throttle' | 'hang' = 'answer';
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const isSigned = /^AWS4-HMAC-SHA256 .*\/comprehend\/aws4_request/.test(request.headers.authorization ?? '');
      if (mode === 'hang') return;
      if (!isSigned || request.headers['x-amz-target'] !== 'Comprehend_20171127.BatchDetectSentiment')
        return refuse(response, 'UnknownOperationException', 'Not understood.');
      if (mode === 'throttle') return refuse(response, 'ThrottlingException', 'Rate exceeded');
      answer(response, Buffer.concat(chunks).toString(), asked);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  return {
    url,
    environment: { ...fakeAwsAccount, AWS_ENDPOINT_URL_COMPREHEND: url },
    asked,
    behave: (next) => (mode = next),
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function answer(response: ServerResponse, body: string, asked: FakeComprehend['asked']): void {
  const request = z.safeParse(requestSchema, JSON.parse(body));
  if (!request.success) return refuse(response, 'InvalidRequestException', 'Not a request.');
  const { TextList: texts, LanguageCode: language } = request.data;
  asked.push({ language, texts });
  if (texts.length > TEXTS_AT_ONCE) return refuse(response, 'BatchSizeLimitExceededException', 'Too many documents.');
  if (texts.length === 0 || texts.includes('')) return refuse(response, 'InvalidRequestException', 'Empty document.');
  const judged = texts.map((text, index) => judge(text, index));
  reply(response, 200, {
    ErrorList: judged.filter((one) => 'ErrorCode' in one),
    ResultList: judged.filter((one) => 'Sentiment' in one),
  });
}

function judge(text: string, index: number) {
  if (Buffer.byteLength(text) > BYTES_OF_A_TEXT)
    return { ErrorCode: 'TEXT_SIZE_LIMIT_EXCEEDED', ErrorMessage: 'Input text size exceeds limit.', Index: index };
  if (text.includes('unlucky'))
    return { ErrorCode: 'INTERNAL_SERVER_ERROR', ErrorMessage: 'An internal error occurred.', Index: index };
  const [isGood, isBad] = [text.includes('good'), text.includes('bad')];
  const label = isGood && isBad ? 'MIXED' : isGood ? 'POSITIVE' : isBad ? 'NEGATIVE' : 'NEUTRAL';
  const rest = { Positive: 0.011, Negative: 0.011, Neutral: 0.011, Mixed: 0.011 };
  const own = `${label.charAt(0)}${label.slice(1).toLowerCase()}`;
  return { Index: index, Sentiment: label, SentimentScore: { ...rest, [own]: 0.967 } };
}

function refuse(response: ServerResponse, name: string, message: string): void {
  reply(response, 400, { __type: name, message });
}

function reply(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
}
