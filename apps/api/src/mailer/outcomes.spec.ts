import { describe, expect, it } from '@jest/globals';
import { judgeSesError } from './ses-outcome.js';
import { judgeSmtpError } from './smtp-outcome.js';

function failure(name: string, message: string, details: Record<string, unknown> = {}): Error {
  return Object.assign(new Error(message), { name, ...details });
}

function answer(status: number, name: string, message = 'No.'): Error {
  return failure(name, message, { $metadata: { httpStatusCode: status } });
}

const judge = (error: unknown, random = 0) => judgeSesError(error, 'chat@example.com', () => random);

describe('what an answer of SES means', () => {
  it('is to wait 1 to 10 seconds when it is too fast, ten minutes when the day is over', () => {
    const fast = answer(400, 'Throttling', 'Maximum sending rate exceeded.');
    expect(judge(fast, 0)).toMatchObject({ outcome: 'refused', isForGood: false, retryAfterMs: 1_000 });
    expect(judge(fast, 1)).toMatchObject({ outcome: 'refused', isForGood: false, retryAfterMs: 10_000 });
    expect(judge(answer(400, 'ThrottlingException', 'Daily message quota exceeded.'))).toMatchObject({
      outcome: 'refused',
      isForGood: false,
      retryAfterMs: 600_000,
    });
  });

  it.each(['Address blacklisted.', 'Email address is not verified. The following identities failed: ana@example.com'])(
    'is no for good when the mail itself is rejected: %s',
    (message) => expect(judge(answer(400, 'MessageRejected', message))).toMatchObject({ isForGood: true }),
  );

  it('is no for good when a parameter is malformed', () => {
    expect(judge(answer(400, 'InvalidParameterValue', 'Local address contains control'))).toMatchObject({
      outcome: 'refused',
      isForGood: true,
    });
  });

  it.each([
    answer(400, 'MessageRejected', 'Email address is not verified. The following identities failed: chat@example.com'),
    answer(400, 'MessageRejected', 'Sending paused for this account.'),
    answer(400, 'AccountSendingPausedException'),
    answer(400, 'MailFromDomainNotVerifiedException'),
    answer(400, 'ConfigurationSetDoesNotExistException'),
    answer(403, 'AccessDenied'),
    answer(400, 'SomethingNew'),
  ])('is no for now when the account or its set-up is the reason: %s', (error) => {
    expect(judge(error)).toMatchObject({ outcome: 'refused', isForGood: false });
  });

  it.each([
    answer(500, 'InternalFailure'),
    answer(503, 'Throttling', 'Maximum sending rate exceeded.'),
    answer(200, 'SyntaxError', 'The answer could not be read'),
    failure('AbortError', 'Request aborted'),
    failure('TimeoutError', 'socket hang up', { code: 'ECONNRESET' }),
    failure('Error', 'write EPIPE', { code: 'EPIPE', syscall: 'write' }),
    failure('Error', 'read ETIMEDOUT', { code: 'ETIMEDOUT', syscall: 'read' }),
    'not even an error',
  ])('is unknown when SES did not say no: %s', (error) => {
    expect(judge(error).outcome).toBe('unknown');
  });

  it.each([
    failure('Error', 'connect ECONNREFUSED', { code: 'ECONNREFUSED', syscall: 'connect' }),
    failure('AggregateError', '', { code: 'ECONNREFUSED' }),
    failure('TimeoutError', 'connect ETIMEDOUT', { code: 'ETIMEDOUT', syscall: 'connect' }),
    failure('Error', 'getaddrinfo ENOTFOUND', { code: 'ENOTFOUND', syscall: 'getaddrinfo' }),
    failure('Error', 'self-signed certificate', { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }),
    failure('TimeoutError', 'the request socket did not establish a connection with the server within 5 ms.'),
  ])('is no for now when nothing can have reached it: %s', (error) => {
    expect(judge(error)).toMatchObject({ outcome: 'refused', isForGood: false });
  });

  it('is kept without the addresses in it', () => {
    const { reason } = { reason: '', ...judge(answer(400, 'MessageRejected', 'Not verified: <ana@example.com>')) };
    expect(reason).toBe('MessageRejected: Not verified: <(address)>');
  });
});

describe('what a failed conversation of SMTP means', () => {
  const reply = (responseCode: number, command: string) =>
    failure('Error', `${responseCode}`, { responseCode, command });

  it.each([
    [reply(550, 'RCPT TO'), false, { outcome: 'refused', isForGood: true }],
    [reply(554, 'DATA'), true, { outcome: 'refused', isForGood: true }],
    [reply(451, 'RCPT TO'), false, { outcome: 'refused', isForGood: false }],
    [reply(452, 'DATA'), true, { outcome: 'refused', isForGood: false }],
    [reply(535, 'AUTH PLAIN'), false, { outcome: 'refused', isForGood: false }],
    [reply(554, 'CONN'), false, { outcome: 'refused', isForGood: false }],
    [reply(530, 'MAIL FROM'), false, { outcome: 'refused', isForGood: false }],
    [failure('Error', 'connect ECONNREFUSED'), false, { outcome: 'refused', isForGood: false }],
    [failure('Error', 'Connection closed unexpectedly'), false, { outcome: 'refused', isForGood: false }],
    [failure('Error', 'Connection closed unexpectedly'), true, { outcome: 'unknown' }],
  ])(
    'is decided by the reply, and without one by whether the content was underway: %s, %s',
    (error, isUnderway, result) => {
      expect(judgeSmtpError(error, isUnderway)).toMatchObject(result);
    },
  );
});
