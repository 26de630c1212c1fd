import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuthGuard } from './auth.guard.js';
import { MarksService } from './marks.service.js';
import { PeopleRepository } from './people.repository.js';
import { SessionController } from './session.controller.js';
import { SessionsService } from './sessions.service.js';
import { UserEntity } from './user.entity.js';
import { UsersService } from './users.service.js';

/** Guests, tokens and the guard of every route. */
@Global()
@Module({
  imports: [TypeOrmModule.forFeature([UserEntity])],
  controllers: [SessionController],
  providers: [
    SessionsService,
    UsersService,
    MarksService,
    PeopleRepository,
    { provide: APP_GUARD, useClass: AuthGuard },
  ],
  exports: [SessionsService],
})
export class IdentityModule {}
