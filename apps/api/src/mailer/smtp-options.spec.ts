import { describe, expect, it } from '@jest/globals';
import { readSmtpUrl } from './smtp-options.js';

describe('the address of an SMTP server', () => {
  it.each(['smtp://chat:secret@mail.example.com', 'smtp://chat:secret@mail.example.com:587?ignoreTLS=true'])(
    'sends no password in the open: %s',
    (url) => expect(readSmtpUrl(url)).toMatchObject({ requireTLS: true, auth: { user: 'chat', pass: 'secret' } }),
  );

  it.each(['smtp://mail.example.com', 'smtp://chat:secret@127.0.0.1:2525', 'smtps://chat:secret@mail.example.com'])(
    'needs no STARTTLS where nothing is given away: %s',
    (url) => expect(readSmtpUrl(url)).not.toHaveProperty('requireTLS'),
  );
});
