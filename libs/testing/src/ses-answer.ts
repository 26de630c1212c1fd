import { randomUUID } from 'node:crypto';

const NAMESPACE = 'http://ses.amazonaws.com/doc/2010-12-01/';

/** What SES answers: a status and XML. */
export interface SesAnswer {
  status: number;
  body: string;
}

/** Thrown inside of the fake; becomes the error answer that the real service gives. */
export class SesError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status = 400,
  ) {
    super(message);
  }
}

export const sesErrors = {
  rate: () => new SesError('Throttling', 'Maximum sending rate exceeded.'),
  day: () => new SesError('Throttling', 'Daily message quota exceeded.'),
  rejected: () => new SesError('MessageRejected', 'Address blacklisted.'),
  paused: () => new SesError('AccountSendingPausedException', 'Email sending is disabled for the account.'),
  internal: () =>
    new SesError('InternalFailure', 'The request processing has failed because of an unknown error.', 500),
  unverified: (who: string) =>
    new SesError(
      'MessageRejected',
      `Email address is not verified. The following identities failed the check in region US-EAST-1: ${who}`,
    ),
  noTemplate: (name: string) => new SesError('TemplateDoesNotExist', `Template ${name} does not exist`),
  noConfigurationSet: (name: string) =>
    new SesError('ConfigurationSetDoesNotExist', `Configuration set <${name}> does not exist.`),
};

/** The XML of a successful action; values are given with their names. */
export function answerOf(action: string, result: Record<string, string | number>): SesAnswer {
  const parts = Object.entries(result).map(([name, value]) => element(name, String(value)));
  return {
    status: 200,
    body: `<${action}Response xmlns="${NAMESPACE}"><${action}Result>${parts.join('')}</${action}Result><ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata></${action}Response>`,
  };
}

/** The XML of a stored template. */
export function templateAnswer(parts: Record<string, string>): SesAnswer {
  const { status, body } = answerOf('GetTemplate', {});
  const inside = Object.entries(parts).map(([name, value]) => element(name, value));
  return {
    status,
    body: body.replace('></GetTemplateResult>', () => `><Template>${inside.join('')}</Template></GetTemplateResult>`),
  };
}

export function errorAnswer({ code, message, status }: SesError): SesAnswer {
  const type = status < 500 ? 'Sender' : 'Receiver';
  return {
    status,
    body: `<ErrorResponse xmlns="${NAMESPACE}"><Error><Type>${type}</Type>${element('Code', code)}${element('Message', message)}</Error><RequestId>${randomUUID()}</RequestId></ErrorResponse>`,
  };
}

function element(name: string, text: string): string {
  const escaped = text.replace(/[&<>\r]/g, (character) => `&#${character.charCodeAt(0)};`);
  return `<${name}>${escaped}</${name}>`;
}
