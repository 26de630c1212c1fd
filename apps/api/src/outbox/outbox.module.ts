import { Global, Module } from '@nestjs/common';
import { Outbox } from './outbox.js';

/** What is sent after the commit. */
@Global()
@Module({ providers: [Outbox], exports: [Outbox] })
export class OutboxModule {}
