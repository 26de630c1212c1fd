import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import type { DataSource } from 'typeorm';
import { CacheModule } from './cache/cache.module.js';
import { CloudWatchModule } from './cloudwatch/cloudwatch.module.js';
import { type Log } from './common/log.js';
import { ProblemFilter } from './common/problem.filter.js';
import { ConfigModule } from './config/config.module.js';
import type { Env } from './config/env.schema.js';
import { DatabaseModule } from './database/database.module.js';
import { DelegatedWorkModule } from './delegated-work/delegated-work.module.js';
import { DocsModule } from './docs/docs.module.js';
import { DraftsModule } from './drafts/drafts.module.js';
import { GatewayModule } from './gateway/gateway.module.js';
import type { InstanceIdentity } from './gateway/instance-id.js';
import { ProcessModule } from './gateway/process.module.js';
import { HealthModule } from './health/health.module.js';
import { IdentityModule } from './identity/identity.module.js';
import { ListenModule } from './listen/listen.module.js';
import { MentionsModule } from './mentions/mentions.module.js';
import { MailModule } from './mail/mail.module.js';
import { MailerModule } from './mailer/mailer.module.js';
import { MetricsModule } from './metrics/metrics.module.js';
import { MessagesModule } from './messages/messages.module.js';
import { ModerationModule } from './moderation/moderation.module.js';
import { NodesModule } from './nodes/nodes.module.js';
import { NotificationsModule } from './notifications/notifications.module.js';
import { OperatorsModule } from './operators/operators.module.js';
import { OutboxModule } from './outbox/outbox.module.js';
import { ReadingModule } from './reading/reading.module.js';
import { PreviewModule } from './preview/preview.module.js';
import { RealtimeModule } from './realtime/realtime.module.js';
import { RepairModule } from './repair/repair.module.js';
import { RoomsModule } from './rooms/rooms.module.js';
import { SearchModule } from './search/search.module.js';
import { SpeechModule } from './speech/speech.module.js';
import { ObjectStoreModule } from './uploads/object-store.module.js';
import { UploadsModule } from './uploads/uploads.module.js';
import { WebhooksModule } from './webhooks/webhooks.module.js';

/** What a process is made of: its environment, its name, its logger and its open database. */
export interface AppParts {
  env: Env;
  instance: InstanceIdentity;
  log: Log;
  dataSource: DataSource;
}

/** All modules of the API. */
@Module({})
export class AppModule {
  static with({ env, instance, log, dataSource }: AppParts): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.with(env),
        ProcessModule.with(instance, log),
        DatabaseModule.with(dataSource),
        CacheModule,
        RealtimeModule,
        OutboxModule,
        MailerModule,
        OperatorsModule,
        ObjectStoreModule,
        IdentityModule,
        NotificationsModule,
        RoomsModule,
        MentionsModule,
        UploadsModule,
        MessagesModule,
        ModerationModule,
        DelegatedWorkModule,
        MailModule,
        SearchModule,
        ReadingModule,
        DraftsModule,
        SpeechModule,
        RepairModule,
        GatewayModule,
        ListenModule,
        PreviewModule,
        HealthModule,
        NodesModule,
        MetricsModule,
        WebhooksModule,
        DocsModule,
        CloudWatchModule,
      ],
      providers: [{ provide: APP_FILTER, useClass: ProblemFilter }],
    };
  }
}
