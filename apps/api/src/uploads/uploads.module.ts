import { Module } from '@nestjs/common';
import { UploadNews } from './upload-news.js';
import { UploadSweep } from './upload-sweep.js';
import { UploadsController } from './uploads.controller.js';
import { UploadsRepository } from './uploads.repository.js';
import { UploadsService } from './uploads.service.js';

/** Pictures on their way into messages, see README.md here. */
@Module({
  controllers: [UploadsController],
  providers: [UploadsService, UploadsRepository, UploadSweep, UploadNews],
  exports: [UploadsService, UploadsRepository, UploadNews],
})
export class UploadsModule {}
