import { Module } from '@nestjs/common';
import { EventQueue } from './event-queue.js';
import { InboxController } from './inbox.controller.js';
import { LetterBuilder } from './letter-builder.js';
import { MailDatabase } from './mail-database.js';
import { MailDelivery } from './mail-delivery.js';
import { MailEventsRepository } from './mail-events.repository.js';
import { MailHousekeeping } from './mail-housekeeping.js';
import { MailQueueRepository } from './mail-queue.repository.js';
import { MailSettlementRepository } from './mail-settlement.repository.js';
import { statusTables } from './mail-status-page.js';
import { MailStatusRepository } from './mail-status.repository.js';
import { MailWorker, MailWorkshop } from './mail-worker.js';
import { NotificationsModule } from '../notifications/notifications.module.js';
import { OperatorPages } from '../operators/operator-pages.js';
import { OperatorsModule } from '../operators/operators.module.js';
import { ProviderLimits } from './provider-limits.js';
import { UnsubscribeController } from './unsubscribe.controller.js';
import { UnsubscribeService } from './unsubscribe.service.js';
import { UnsubscribeTokens } from './unsubscribe-tokens.js';

/** E-mail: what is sent when, in small quotas and by any number of nodes; see README.md here. */
@Module({
  imports: [NotificationsModule, OperatorsModule],
  controllers: [UnsubscribeController, InboxController],
  providers: [
    MailDatabase,
    MailEventsRepository,
    EventQueue,
    MailStatusRepository,
    MailQueueRepository,
    MailSettlementRepository,
    MailHousekeeping,
    ProviderLimits,
    UnsubscribeTokens,
    UnsubscribeService,
    LetterBuilder,
    MailDelivery,
    MailWorkshop,
    MailWorker,
  ],
  exports: [MailStatusRepository],
})
export class MailModule {
  constructor(pages: OperatorPages, status: MailStatusRepository) {
    pages.addPage({ path: '/mail', title: 'Mail', write: async () => statusTables(await status.read()) });
    pages.addJson('/mail.json', () => status.read());
  }
}
