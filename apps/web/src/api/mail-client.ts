import { type Session, sessionSchema } from '@tertulia/contract';
import type { HttpRequests } from './http-requests.js';

/** The part of the contract about addresses and codes, fetched with the pages that need it. Every method throws a `RequestError`. */
export class MailClient {
  constructor(private readonly http: HttpRequests) {}

  /** Asks for a confirmation mail. */
  readonly setEmail = async (email: string): Promise<void> => {
    await this.http.send({ method: 'PUT', path: '/api/me/email', body: { email } });
  };

  readonly removeEmail = async (): Promise<void> => {
    await this.http.send({ method: 'DELETE', path: '/api/me/email' });
  };

  /** Confirms an address with the token of its mail. */
  readonly verifyEmail = async (token: string): Promise<void> => {
    await this.http.send({ method: 'POST', path: '/api/email/verify', body: { token } });
  };

  /** Asks for a code to sign in with; the answer is the same for every address. */
  readonly requestCode = async (email: string): Promise<void> => {
    await this.http.send({ method: 'POST', path: '/api/session/email', body: { email } });
  };

  /** Signs in with a mailed code. */
  readonly useCode = (email: string, code: string): Promise<Session> =>
    this.http.ask(sessionSchema, { method: 'POST', path: '/api/session/code', body: { email, code } });
}
