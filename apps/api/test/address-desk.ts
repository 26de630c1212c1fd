import { type HttpAnswer, type HttpClient, request, type TestDatabase } from '@tertulia/testing';
import { randomInt, randomUUID } from 'node:crypto';
import { hashCode } from '../src/identity/sign-in-code.js';
import { createToken, hashToken } from '../src/identity/token.js';

/** Addresses in a test, with tokens and codes made as the sender of mail makes them; no mail is sent. */
export class AddressDesk {
  /** Addresses, tokens and codes so far. */
  private readonly secrets: string[] = [];

  constructor(
    private readonly database: TestDatabase,
    private readonly url: string,
  ) {}

  newAddress(name = 'person'): string {
    const address = `${name}.${randomUUID().slice(0, 8)}@example.com`;
    this.secrets.push(address);
    return address;
  }

  ask(client: HttpClient, email: string): Promise<HttpAnswer> {
    return client.put('/api/me/email', { email });
  }

  /** A token of the newest request for an address. */
  async makeToken(address: string): Promise<string> {
    const token = createToken();
    this.secrets.push(token);
    const made = await this.database.query(
      `INSERT INTO email_token (token_hash, request_id)
       SELECT $1, id FROM email_request WHERE address = $2 ORDER BY created_at DESC, id DESC LIMIT 1 RETURNING request_id`,
      [hashToken(token), address],
    );
    if (made.length === 0) throw new Error('Nobody asked for this address.');
    return token;
  }

  verify(token: string, bearer?: string): Promise<HttpAnswer> {
    const headers: Record<string, string> = bearer ? { authorization: `Bearer ${bearer}` } : {};
    return request(this.url, 'POST', '/api/email/verify', { token }, headers);
  }

  async confirm(client: HttpClient, address: string): Promise<void> {
    await this.ask(client, address);
    const answer = await this.verify(await this.makeToken(address));
    if (answer.status !== 204) throw new Error(`The address was not confirmed: ${answer.status}`);
  }

  askCode(email: string): Promise<HttpAnswer> {
    return request(this.url, 'POST', '/api/session/email', { email });
  }

  /** Asks for a code and gives it the digits that its mail would have. */
  async makeCode(address: string): Promise<string> {
    await this.askCode(address);
    const [row] = await this.database.query<{ id: string }>(
      'SELECT id FROM sign_in_code WHERE address_key = $1 ORDER BY created_at DESC, id DESC LIMIT 1',
      [address.toLowerCase()],
    );
    if (!row) throw new Error('No code was made.');
    const code = String(randomInt(1_000_000)).padStart(6, '0');
    this.secrets.push(code);
    await this.database.query('UPDATE sign_in_code SET code_hash = $2 WHERE id = $1', [row.id, hashCode(row.id, code)]);
    return code;
  }

  useCode<Body = unknown>(email: string, code: string): Promise<HttpAnswer<Body>> {
    return request<Body>(this.url, 'POST', '/api/session/code', { email, code });
  }

  /** Which of the addresses, tokens and codes so far stand in a log. Six digits may be a part of an id; alone they are a code. */
  leaksIn(log: string): string[] {
    return this.secrets.filter((secret) => {
      const literal = secret.replace(/[.+]/g, '\\$&');
      return new RegExp(`(?<![\\w-])${literal}(?![\\w-])`, 'i').test(log);
    });
  }

  mailsTo(address: string): Promise<{ kind: string; state: string; user_id: string; subject_id: string | null }[]> {
    return this.database.query(
      'SELECT kind, state, user_id, subject_id FROM mail WHERE address = $1 ORDER BY created_at, id',
      [address],
    );
  }
}

/** What a stranger can compare of two answers. */
export function outside({ status, headers, body }: HttpAnswer): object {
  const names = [...headers.keys()].filter((name) => !['date', 'x-request-id'].includes(name));
  const requestId = headers.get('x-request-id');
  return {
    status,
    headers: names.map((name) => [name, headers.get(name)]),
    body: requestId ? JSON.stringify(body).replace(requestId, 'id') : body,
  };
}
