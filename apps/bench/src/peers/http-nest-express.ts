import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import { Controller, Get, Header, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { NestExpressApplication } from '@nestjs/platform-express';
import { announce } from './protocol.js';

const body = readFileSync(process.argv[2] ?? '', 'utf8');

/** Peer: a Nest controller on Express that answers with bytes it holds in memory. */
@Controller()
class PeerController {
  @Get('messages')
  @Header('content-type', 'application/json; charset=utf-8')
  list(): string {
    return body;
  }
}

@Module({ controllers: [PeerController] })
class PeerModule {}

const app = await NestFactory.create<NestExpressApplication>(PeerModule, { logger: ['error'] });
await app.listen(0, '127.0.0.1');
announce(app.getHttpServer().address());
