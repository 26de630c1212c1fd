import { Body, Controller, Headers, HttpCode, Post, Res } from '@nestjs/common';
import { jobResultSchema, SIGNATURE_HEADER } from '@tertulia/contract';
import type { FastifyReply } from 'fastify';
import { DomainError } from '../common/domain-error.js';
import { validate } from '../common/validate.js';
import { Open } from '../identity/auth.guard.js';
import { UploadsService } from '../uploads/uploads.service.js';
import { TagResults } from './tag-results.js';
import { WorkerSecret } from './worker-secret.js';

/** Where workers answer. They come without a session and without a browser; the signature is all that counts. */
@Controller('api/internal/results')
export class ResultsController {
  constructor(
    private readonly secret: WorkerSecret,
    private readonly tags: TagResults,
    private readonly uploads: UploadsService,
  ) {}

  /** @throws {DomainError} `unauthenticated`, `invalid_payload`, `unavailable`. */
  @Open()
  @Post()
  @HttpCode(204)
  async take(
    @Body() body: unknown,
    @Headers(SIGNATURE_HEADER.toLowerCase()) signature: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    // Should it be refused: with what, and not with a token.
    reply.header('WWW-Authenticate', SIGNATURE_HEADER);
    const text = this.secret.check(body, signature);
    reply.removeHeader('WWW-Authenticate');
    const result = validate(jobResultSchema, parse(text));
    if (result.kind === 'tags') return this.tags.take(result);
    return this.uploads.settle(result);
  }
}

/** @throws {DomainError} `invalid_payload` */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new DomainError('invalid_payload', 'The request is not valid.');
  }
}
