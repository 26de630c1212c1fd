import type { OwnUser, Session, UpdateMe } from '@tertulia/contract';
import type { Observable } from '../realtime/observable.js';

/** The person whose mail it is, and the way to keep what they change. */
export interface MailPerson {
  me: Observable<OwnUser>;
  update: (change: UpdateMe) => Promise<OwnUser>;
  /** Asks how the person stands now. */
  reload: () => Promise<OwnUser>;
}

/** The own address on the server. */
export interface AddressGateway {
  setEmail: (email: string) => Promise<void>;
  removeEmail: () => Promise<void>;
}

/** The way in with a mailed code. */
export interface SignInGateway {
  requestCode: (email: string) => Promise<void>;
  useCode: (email: string, code: string) => Promise<Session>;
}

/** Confirms an address with the token of its mail. */
export type VerifyEmail = (token: string) => Promise<void>;
