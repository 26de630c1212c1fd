import { parseConnectionUrl } from 'nodemailer/lib/shared';

export type SmtpOptions = ReturnType<typeof parseConnectionUrl>;

const THIS_MACHINE = /^(localhost|127\.\d+\.\d+\.\d+|\[?::1\]?)$/;

/** Reads `SMTP_URL`. A password goes to another machine through TLS or not at all, whatever the server offers. */
export function readSmtpUrl(url: string): SmtpOptions {
  const options = parseConnectionUrl(url);
  const isInTheOpen = options.auth && !options.secure && !THIS_MACHINE.test(options.host ?? '');
  return { ...options, ...(isInTheOpen && { requireTLS: true }) };
}
