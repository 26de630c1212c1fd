import { type DynamicModule, Global, Module } from '@nestjs/common';
import type { Env } from './env.schema.js';

/** Token under which the parsed environment is injected. */
export const ENV = Symbol('ENV');

/** Gives every module the parsed environment. */
@Global()
@Module({})
export class ConfigModule {
  static with(env: Env): DynamicModule {
    return { module: ConfigModule, providers: [{ provide: ENV, useValue: env }], exports: [ENV] };
  }
}
