import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { Activity } from './activity.js';
import { AddressesRepository } from './addresses.repository.js';
import { AddressesService } from './addresses.service.js';
import { AuthGuard } from './auth.guard.js';
import { CodesRepository } from './codes.repository.js';
import { EmailController } from './email.controller.js';
import { MarksService } from './marks.service.js';
import { PeopleRepository } from './people.repository.js';
import { SessionController } from './session.controller.js';
import { SessionsService } from './sessions.service.js';
import { SignInService } from './sign-in.service.js';
import { UsersService } from './users.service.js';

/** People, their sessions and addresses, and the guard of every route. */
@Global()
@Module({
  controllers: [SessionController, EmailController],
  providers: [
    SessionsService,
    UsersService,
    MarksService,
    PeopleRepository,
    AddressesRepository,
    AddressesService,
    CodesRepository,
    SignInService,
    Activity,
    { provide: APP_GUARD, useClass: AuthGuard },
  ],
  exports: [SessionsService, UsersService, Activity],
})
export class IdentityModule {}
