import { describe, expect, it } from '@jest/globals';
import { composeMail } from '../mailer/compose-mail.js';
import { gatherRooms, quote } from './gather-rooms.js';
import { withoutAddresses } from './mail-status.repository.js';
import { publicAddresses } from './public-addresses.js';
import { parseWritten, valueOf } from './written-mail.js';

const reader = { displayName: 'José Peña', locale: 'es', timeZone: 'UTC' } as const;

describe('the inbox of this machine', () => {
  it('reads what the composer wrote', async () => {
    const letter = { kind: 'code', reader, code: '012345', minutes: 10 } as const;
    const mail = { id: 'x', attempt: 1, to: { address: 'jose@example.com', name: reader.displayName }, letter };
    const { raw } = await composeMail(mail, { name: 'Tertulia ☕', address: 'a@b.example' }, new Date());
    const { headers, text, html } = parseWritten(raw.toString('utf8'));
    expect(valueOf(headers, 'from')).toContain('Tertulia ☕');
    expect(valueOf(headers, 'to')).toContain('José Peña');
    expect(text).toContain('012345');
    expect(text).toContain('José Peña');
    expect(html).toContain('<html');
    expect(html).not.toContain('=3D');
  });
});

describe('the rooms of a letter', () => {
  const addresses = publicAddresses({ PUBLIC_URL: 'https://chat.example', PUBLIC_API_URL: undefined, PORT: 3000 });

  it('quotes five messages of each and says how many more there are', () => {
    const rows = Array.from({ length: 7 }, (_item, index) => ({
      ...{ kind: 'mention' as const, created_at: new Date(0), message_id: `m${index}`, text: `text ${index}` },
      ...{ author: 'Ana', room_id: 'r', slug: 'hall', room_name: 'Hall', in_room: 300 },
    }));
    const [room] = gatherRooms(rows, addresses);
    expect(room).toMatchObject({ name: 'Hall', url: 'https://chat.example/r/hall', more: 295 });
    expect(room?.items.map((item) => item.url)).toEqual(
      [0, 1, 2, 3, 4].map((n) => `https://chat.example/r/hall/m/m${n}`),
    );
  });

  it('cuts a text between characters', () => {
    expect(quote(' a\n\nb ')).toBe('a b');
    expect(quote('👍'.repeat(200))).toBe('👍'.repeat(200));
    expect(quote('👍'.repeat(201))).toBe(`${'👍'.repeat(199)}…`);
  });

  it('keeps the token of a confirmation out of every log', () => {
    expect(addresses.confirmation('secret')).toBe('https://chat.example/confirm-email#secret');
  });
});

describe('errors for the operator', () => {
  it('name no address', () => {
    expect(withoutAddresses('550 <ana@example.com> unknown, (b@c.d)')).toBe('550 <(address)> unknown, ((address))');
  });
});
