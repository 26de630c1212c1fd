import type { IncomingMessage } from 'node:http';
import { escapeXml, type S3Answer, S3Refusal, xmlAnswer } from './s3-answer.js';
import type { S3Bucket, S3Object } from './s3-bucket.js';
import { checkRequest } from './s3-signature.js';

const KEPT = ['content-type', 'cache-control', 'content-disposition'];

/** Whether nobody signed for a request: a private bucket tells such a one nothing. */
export function isUnsigned(request: IncomingMessage): boolean {
  return request.headers.authorization === undefined;
}

/** The calls of the driver: put, get, head, delete, and lists. */
export function answerCall(bucket: S3Bucket, request: IncomingMessage, body: Buffer): S3Answer {
  checkRequest(request, body);
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  const [, name, ...rest] = pathname.split('/').map(decodeURIComponent);
  if (name !== bucket.name) throw new S3Refusal(404, 'NoSuchBucket');
  const key = rest.join('/');
  if (key === '') return answerBucketCall(bucket, request, searchParams, body);
  switch (request.method) {
    case 'PUT':
      return put(bucket, key, request, body);
    case 'GET':
      return get(bucket, key, request);
    case 'HEAD': {
      const object = bucket.get(key);
      // S3 answers HEAD without a body, also where something is missing.
      if (!object) return { status: 404 };
      return { status: 200, headers: headersOf(object), length: object.bytes.length };
    }
    case 'DELETE':
      bucket.delete(key);
      return { status: 204 };
    default:
      throw new S3Refusal(405, 'MethodNotAllowed');
  }
}

function put(bucket: S3Bucket, key: string, request: IncomingMessage, body: Buffer): S3Answer {
  if (request.headers['content-encoding']?.includes('aws-chunked')) throw new S3Refusal(501, 'NotImplemented');
  const kept = KEPT.flatMap((header) => {
    const value = request.headers[header];
    return typeof value === 'string' ? [[header, value]] : [];
  });
  bucket.put(key, body, Object.fromEntries(kept) as Record<string, string>);
  return { status: 200, headers: { etag: `"${key.length.toString(16)}"` } };
}

function get(bucket: S3Bucket, key: string, request: IncomingMessage): S3Answer {
  const object = bucket.get(key);
  if (!object) throw new S3Refusal(404, 'NoSuchKey');
  const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? [];
  if (first === undefined) return { status: 200, headers: headersOf(object), body: object.bytes };
  const size = object.bytes.length;
  const end = Math.min(size - 1, last ? Number(last) : size - 1);
  if (Number(first) > end) throw new S3Refusal(416, 'InvalidRange');
  return {
    status: 206,
    headers: { ...headersOf(object), 'content-range': `bytes ${first}-${end}/${size}` },
    body: object.bytes.subarray(Number(first), end + 1),
  };
}

function headersOf({ headers, at }: S3Object): Record<string, string> {
  return { ...headers, 'last-modified': at.toUTCString(), 'accept-ranges': 'bytes' };
}

function answerBucketCall(bucket: S3Bucket, request: IncomingMessage, query: URLSearchParams, body: Buffer): S3Answer {
  if (request.method === 'POST' && query.has('delete')) return deleteMany(bucket, body);
  if (request.method === 'GET' && query.get('list-type') === '2') return list(bucket, query);
  throw new S3Refusal(501, 'NotImplemented');
}

function deleteMany(bucket: S3Bucket, body: Buffer): S3Answer {
  for (const [, key = ''] of body.toString('utf8').matchAll(/<Key>([^<]*)<\/Key>/g)) bucket.delete(key);
  return xmlAnswer('DeleteResult', '');
}

function list(bucket: S3Bucket, query: URLSearchParams): S3Answer {
  const most = Math.min(Number(query.get('max-keys') ?? 1_000), 1_000);
  const after = query.get('continuation-token') ?? query.get('start-after') ?? '';
  const names = bucket.names(query.get('prefix') ?? '').filter((name) => name > after);
  const page = names.slice(0, most);
  const contents = page.map((name) => {
    const object = bucket.get(name);
    return `<Contents><Key>${escapeXml(name)}</Key><LastModified>${object?.at.toISOString()}</LastModified><Size>${object?.bytes.length}</Size></Contents>`;
  });
  const isCut = names.length > page.length;
  return xmlAnswer(
    'ListBucketResult',
    `<Name>${bucket.name}</Name><KeyCount>${page.length}</KeyCount><IsTruncated>${isCut}</IsTruncated>${
      isCut ? `<NextContinuationToken>${escapeXml(page.at(-1) ?? '')}</NextContinuationToken>` : ''
    }${contents.join('')}`,
  );
}
