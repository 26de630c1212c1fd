import { type CanActivate, createParamDecorator, type ExecutionContext, Injectable, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { Activity } from './activity.js';
import type { Identity } from './identity.js';
import { SessionsService, unauthenticated } from './sessions.service.js';

const OPEN = 'tertulia:open';
const identities = new WeakMap<FastifyRequest, Identity>();

/** Marks a route that needs no session. Every other route needs one. */
export const Open = () => SetMetadata(OPEN, true);

/** The identity of the request, for a handler's parameter. */
export const CurrentIdentity = createParamDecorator((_data: unknown, context: ExecutionContext): Identity => {
  const identity = identities.get(context.switchToHttp().getRequest<FastifyRequest>());
  if (!identity) throw unauthenticated();
  return identity;
});

/** Lets a request in with a bearer token of ours; a query parameter is never looked at. */
@Injectable()
export class AuthGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly sessions: SessionsService,
    private readonly activity: Activity,
  ) {}

  /** @throws {DomainError} `unauthenticated` */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (this.reflector.get<boolean | undefined>(OPEN, context.getHandler())) return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const identity = await this.sessions.authenticate(bearerToken(request.headers.authorization));
    identities.set(request, identity);
    if (request.method !== 'GET' && request.method !== 'HEAD') this.activity.note(identity.user);
    return true;
  }
}

/** The token of an `Authorization: Bearer` header (RFC 6750, 2.1). */
export function bearerToken(header: string | undefined): string | undefined {
  return header ? /^Bearer +(\S+)$/i.exec(header)?.[1] : undefined;
}
