/** Headers of every answer, whoever gives it: this server, or a CDN in front of the same files. */
export const answerHeaders = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'strict-origin-when-cross-origin',
} as const;

/** Headers of the web app's own files besides. */
export const pageHeaders = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=()',
} as const;

/** Two years; only where there is TLS. */
export const STRICT_TRANSPORT = 'max-age=63072000; includeSubDomains';
