import { once } from 'node:events';
import { createServer } from 'node:http';
import { fakeAwsAccount } from './fake-sqs.js';

/** Auto Scaling as far as lifecycle actions go, in its Query protocol; each action can be completed once. */
export interface FakeAutoScaling {
  /** What a process needs in its environment to find it. */
  environment: Record<string, string>;
  /** Parameters of the completions that it took, in order. */
  completed: Record<string, string>[];
  /** How many it refused as no longer active. */
  refused(): number;
  stop(): Promise<void>;
}

const NAMESPACE = 'http://autoscaling.amazonaws.com/doc/2011-01-01/';

/** @param tokens of the actions that wait. */
export async function startFakeAutoScaling(tokens: readonly string[]): Promise<FakeAutoScaling> {
  const waiting = new Set(tokens);
  const completed: Record<string, string>[] = [];
  let refused = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const parameters = Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString()));
      const isSigned = /^AWS4-HMAC-SHA256 .*\/autoscaling\/aws4_request/.test(request.headers.authorization ?? '');
      const isKnown = parameters['Action'] === 'CompleteLifecycleAction' && parameters['Version'] === '2011-01-01';
      response.setHeader('content-type', 'text/xml');
      if (!isSigned || !isKnown) {
        response.writeHead(400).end(problem('InvalidAction', 'Not understood.'));
        return;
      }
      const token = parameters['LifecycleActionToken'] ?? '';
      if (!waiting.delete(token)) {
        refused += 1;
        response.writeHead(400).end(problem('ValidationError', `No active Lifecycle Action found with token ${token}`));
        return;
      }
      completed.push(parameters);
      response.end(
        `<CompleteLifecycleActionResponse xmlns="${NAMESPACE}"><CompleteLifecycleActionResult/><ResponseMetadata><RequestId>7c6e177f-f082-11e1-ac58-3714bEXAMPLE</RequestId></ResponseMetadata></CompleteLifecycleActionResponse>`,
      );
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    environment: { ...fakeAwsAccount, AWS_ENDPOINT_URL_AUTO_SCALING: `http://127.0.0.1:${port}` },
    completed,
    refused: () => refused,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function problem(code: string, message: string): string {
  return `<ErrorResponse xmlns="${NAMESPACE}"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>7c6e177f-f082-11e1-ac58-3714bEXAMPLE</RequestId></ErrorResponse>`;
}
