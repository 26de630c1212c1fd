import { Module } from '@nestjs/common';
import { OperatorPages } from './operator-pages.js';
import { OperatorServer } from './operator-server.js';

/** Pages for whoever runs the product, on a port that is not for the public. Features bring their own. */
@Module({ providers: [OperatorPages, OperatorServer], exports: [OperatorPages, OperatorServer] })
export class OperatorsModule {}
