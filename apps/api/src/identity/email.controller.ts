import { Body, Controller, Delete, Headers, HttpCode, Ip, Post, Put } from '@nestjs/common';
import {
  type RequestCode,
  requestCodeSchema,
  type Session,
  type SetEmail,
  setEmailSchema,
  type UseCode,
  useCodeSchema,
  type VerifyEmail,
  verifyEmailSchema,
} from '@tertulia/contract';
import { DomainError } from '../common/domain-error.js';
import { validated } from '../common/validate.js';
import { AddressesService } from './addresses.service.js';
import { bearerToken, CurrentIdentity, Open } from './auth.guard.js';
import type { Identity } from './identity.js';
import { SessionsService } from './sessions.service.js';
import { SignInService } from './sign-in.service.js';

/** The own address, and signing in with it. */
@Controller('api')
export class EmailController {
  constructor(
    private readonly addresses: AddressesService,
    private readonly signIn: SignInService,
    private readonly sessions: SessionsService,
  ) {}

  @Put('me/email')
  @HttpCode(202)
  async request(
    @CurrentIdentity() { user }: Identity,
    @Body(validated(setEmailSchema)) { email }: SetEmail,
    @Ip() network: string,
  ): Promise<void> {
    await this.addresses.request(user.id, email, network);
  }

  @Delete('me/email')
  @HttpCode(204)
  async remove(@CurrentIdentity() { user }: Identity): Promise<void> {
    await this.addresses.remove(user.id);
  }

  /** The mail may be read where nobody is signed in; where somebody is, it must be the one who asked. */
  @Open()
  @Post('email/verify')
  @HttpCode(204)
  async verify(
    @Body(validated(verifyEmailSchema)) { token }: VerifyEmail,
    @Headers('authorization') authorization: string | undefined,
    @Ip() network: string,
  ): Promise<void> {
    await this.addresses.verify(token, await this.findCaller(authorization), network);
  }

  @Open()
  @Post('session/email')
  @HttpCode(202)
  async requestCode(@Body(validated(requestCodeSchema)) { email }: RequestCode, @Ip() network: string): Promise<void> {
    await this.signIn.requestCode(email, network);
  }

  @Open()
  @Post('session/code')
  @HttpCode(200)
  useCode(@Body(validated(useCodeSchema)) { email, code }: UseCode, @Ip() network: string): Promise<Session> {
    return this.signIn.signIn(email, code, network);
  }

  /** A session that has ended is nobody's. */
  private async findCaller(authorization: string | undefined): Promise<string | null> {
    try {
      return (await this.sessions.authenticate(bearerToken(authorization))).user.id;
    } catch (error) {
      if (error instanceof DomainError && error.code === 'unauthenticated') return null;
      throw error;
    }
  }
}
