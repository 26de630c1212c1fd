import { Module } from '@nestjs/common';
import { LOG } from '../common/log.js';
import { ENV } from '../config/config.module.js';
import { MessagesModule } from '../messages/messages.module.js';
import { JobBoard } from '../outbox/job-board.js';
import { createJobQueue } from './create-job-queue.js';
import { EmbeddedJobs } from './embedded-jobs.js';
import { EmbeddedWorker } from './embedded-worker.js';
import { JOB_QUEUE } from './job-queue.js';
import { JobRelay } from './job-relay.js';
import { JobsRepository } from './jobs.repository.js';
import { NewTextsRepository } from './new-texts.repository.js';
import { ResultsController } from './results.controller.js';
import { TagResults } from './tag-results.js';
import { UploadNews } from '../uploads/upload-news.js';
import { UploadsModule } from '../uploads/uploads.module.js';
import { WorkDatabase } from './work-database.js';
import { WorkerSecret } from './worker-secret.js';

/** Work that others do: jobs out, results in; see README.md here. */
@Module({
  imports: [MessagesModule, UploadsModule],
  controllers: [ResultsController],
  providers: [
    { provide: JOB_QUEUE, useFactory: createJobQueue, inject: [ENV, JobBoard, LOG] },
    WorkDatabase,
    WorkerSecret,
    NewTextsRepository,
    JobRelay,
    JobsRepository,
    EmbeddedWorker,
    EmbeddedJobs,
    TagResults,
  ],
  exports: [EmbeddedWorker, EmbeddedJobs, JobsRepository, WorkerSecret],
})
export class DelegatedWorkModule {
  constructor(news: UploadNews, board: JobBoard) {
    news.onReceived(() => board.wake('upload.picture'));
  }
}
