import { Global, Module } from '@nestjs/common';
import { JobBoard } from './job-board.js';
import { Outbox } from './outbox.js';

/** What is sent after the commit. */
@Global()
@Module({ providers: [Outbox, JobBoard], exports: [Outbox, JobBoard] })
export class OutboxModule {}
