import { Module } from '@nestjs/common';
import { CloudWatchReport } from './cloudwatch-report.js';

/** Figures for CloudWatch, where `EMF_NAMESPACE` names a place for them. */
@Module({ providers: [CloudWatchReport] })
export class CloudWatchModule {}
