import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Controller, Get, Header, Inject, Param, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { notFound } from '../common/domain-error.js';
import { INSTANCE, type InstanceIdentity } from '../gateway/instance-id.js';
import { Open } from '../identity/auth.guard.js';
import { createAsyncApi } from './asyncapi.js';
import { createOpenApi } from './openapi.js';

const uiDirectory = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));

/** The page's files by name; nothing else of the package is served. */
const files: Record<string, { type: string; read: () => Promise<Buffer> | string }> = {
  'swagger-ui.css': { type: 'text/css', read: () => readFile(join(uiDirectory, 'swagger-ui.css')) },
  'swagger-ui-bundle.js': { type: 'text/javascript', read: () => readFile(join(uiDirectory, 'swagger-ui-bundle.js')) },
  'start.js': {
    type: 'text/javascript',
    read: () => `SwaggerUIBundle({ url: '/api/openapi.json', dom_id: '#ui', deepLinking: true });`,
  },
};

const page = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Tertulia API</title>
<link rel="stylesheet" href="/api/docs/swagger-ui.css"></head>
<body><div id="ui"></div><script src="/api/docs/swagger-ui-bundle.js"></script><script src="/api/docs/start.js"></script></body>
</html>
`;

/** Swagger UI sets styles on elements and draws its icons from data addresses; everything else stays closed. */
const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'";

/** The descriptions of the API, for machines and for people. */
@Controller('api')
export class DocsController {
  private readonly openApi: object;
  private readonly asyncApi: object;

  constructor(@Inject(INSTANCE) { version }: InstanceIdentity) {
    this.openApi = createOpenApi(version);
    this.asyncApi = createAsyncApi(version);
  }

  @Open()
  @Get('openapi.json')
  getOpenApi(): object {
    return this.openApi;
  }

  @Open()
  @Get('asyncapi.json')
  getAsyncApi(): object {
    return this.asyncApi;
  }

  @Open()
  @Get('docs')
  @Header('Content-Type', 'text/html; charset=utf-8')
  @Header('Content-Security-Policy', PAGE_POLICY)
  getPage(): string {
    return page;
  }

  /** @throws {DomainError} `not_found` for anything but the page's three files. */
  @Open()
  @Get('docs/:file')
  async getFile(
    @Param('file') name: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer | string> {
    const file = Object.hasOwn(files, name) ? files[name] : undefined;
    if (!file) throw notFound('The file');
    reply.type(`${file.type}; charset=utf-8`).header('Cache-Control', 'public, max-age=3600');
    return file.read();
  }
}
