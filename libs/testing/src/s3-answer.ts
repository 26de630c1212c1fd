/** An answer of the fake; `length` where it is not that of the body. */
export interface S3Answer {
  status: number;
  headers?: Record<string, string>;
  body?: Buffer | string;
  length?: number;
}

/** What S3 refuses, by its own code. */
export class S3Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string = code,
  ) {
    super(message);
  }
}

const XML = { 'content-type': 'application/xml' };

export function xmlAnswer(element: string, content: string): S3Answer {
  const space = 'http://s3.amazonaws.com/doc/2006-03-01/';
  return {
    status: 200,
    headers: XML,
    body: `<?xml version="1.0" encoding="UTF-8"?>\n<${element} xmlns="${space}">${content}</${element}>`,
  };
}

/** An error as S3 answers it. */
export function s3Error(error: unknown): S3Answer {
  const { status, code, message } = error instanceof S3Refusal ? error : new S3Refusal(500, 'InternalError');
  return {
    status,
    headers: XML,
    body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${escapeXml(message)}</Message></Error>`,
  };
}

export function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
