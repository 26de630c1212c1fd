import { type DynamicModule, Global, Module } from '@nestjs/common';
import { type Log, LOG } from '../common/log.js';
import { INSTANCE, type InstanceIdentity } from './instance-id.js';

/** Gives every module the name of this process and its logger. */
@Global()
@Module({})
export class ProcessModule {
  static with(instance: InstanceIdentity, log: Log): DynamicModule {
    return {
      module: ProcessModule,
      providers: [
        { provide: INSTANCE, useValue: instance },
        { provide: LOG, useValue: log },
      ],
      exports: [INSTANCE, LOG],
    };
  }
}
