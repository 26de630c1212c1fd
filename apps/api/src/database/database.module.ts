import { type DynamicModule, Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { Database } from './database.js';
import { DatabaseClock } from './database-clock.js';

/** Gives every module the database that was opened and migrated before the application was made. */
@Global()
@Module({})
export class DatabaseModule {
  static with(source: DataSource): DynamicModule {
    return {
      module: DatabaseModule,
      imports: [
        TypeOrmModule.forRootAsync({ useFactory: () => source.options, dataSourceFactory: async () => source }),
      ],
      providers: [{ provide: Database, useValue: new Database(source) }, DatabaseClock],
      exports: [Database, DatabaseClock],
    };
  }
}
