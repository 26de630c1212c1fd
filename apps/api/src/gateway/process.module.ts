import { type DynamicModule, Global, Module } from '@nestjs/common';
import { EventLoopWatch } from '../common/event-loop-watch.js';
import { type Log, LOG } from '../common/log.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.schema.js';
import { INSTANCE, type InstanceIdentity } from './instance-id.js';

/** Gives every module the name of this process, its logger and whether it gets round to its work. */
@Global()
@Module({})
export class ProcessModule {
  static with(instance: InstanceIdentity, log: Log): DynamicModule {
    return {
      module: ProcessModule,
      providers: [
        { provide: INSTANCE, useValue: instance },
        { provide: LOG, useValue: log },
        {
          provide: EventLoopWatch,
          useFactory: (env: Env) => new EventLoopWatch(env.EVENT_LOOP_LIMIT_MS),
          inject: [ENV],
        },
      ],
      exports: [INSTANCE, LOG, EventLoopWatch],
    };
  }
}
