import { Module } from '@nestjs/common';
import { DocsController } from './docs.controller.js';

/** OpenAPI, AsyncAPI and the interactive page. */
@Module({ controllers: [DocsController] })
export class DocsModule {}
