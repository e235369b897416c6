import { CanActivate, ExecutionContext, Injectable } from '@nestjs/common';
import { type Actor, allows, Authenticator, type Permission, type Purpose } from '@muster/identity';
import {
  clientAddress,
  DomainError,
  type Endpoint,
  exchangeOf,
  ForbiddenError,
  HttpSettings,
  type LimitSubject,
  nameRequestSpan,
  networkOf,
  RateLimiter,
  readFormBody,
  readJsonBody,
  subjectOf,
  UnauthenticatedError,
} from '@muster/platform';
import type { Request, Response } from 'express';
import { credentialOf, pendingTokenOf } from './credentials';
import { JobVisitors } from './jobs/job-visitors';
import { OwnPages } from './jobs/own-pages';
import { LastingAnswers } from './lasting/lasting-answers';
import { planCookieOf } from './plan-cookie';

/** Bytes of JSON that anybody may make us parse. */
const STRANGERS_LIMIT = 100 * 1_024;

/**
 * What stands before every handler, in this order: credential, rate limit, permission, body. The formats of ids and
 * body, existence and state come after it, so that strangers learn nothing about any of them.
 */
@Injectable()
export class AccessGuard implements CanActivate {
  private readonly bodyLimit: number;
  private readonly strangersLimit: number;

  constructor(
    private readonly authenticator: Authenticator,
    private readonly limiter: RateLimiter,
    private readonly jobVisitors: JobVisitors,
    private readonly pages: OwnPages,
    private readonly lasting: LastingAnswers,
    settings: HttpSettings,
  ) {
    this.bodyLimit = settings.bodyLimitKb * 1_024;
    this.strangersLimit = Math.min(this.bodyLimit, STRANGERS_LIMIT);
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const http = context.switchToHttp();
    const request = http.getRequest<Request>();
    const response = http.getResponse<Response>();
    const exchange = exchangeOf(request);
    const endpoint = exchange.endpoint as Endpoint;
    nameRequestSpan(request.method, endpoint.path ?? '');
    // Where the token may be in the body.
    if (endpoint.secondFactor) await this.readBody(request, response, endpoint);
    const actor = await this.admit(request, response, endpoint);
    exchange.caller = actor;
    if (actor) requireAccess(actor, endpoint);
    if (endpoint.lasting) this.watch(request, response, endpoint, actor);
    if (endpoint.consumes === 'form') await readFormBody(request, response);
    if (endpoint.consumes === 'json' && !endpoint.secondFactor)
      await this.readBody(request, response, endpoint);
    return true;
  }

  /** What was looked at before the answer began goes on being looked at. */
  private watch(request: Request, response: Response, endpoint: Endpoint, actor?: Actor): void {
    const again = async () => {
      const now = await this.identify(request, endpoint, 'look');
      if (now) requireAccess(now, endpoint);
      return now;
    };
    const caller = actor && actor.credential !== 'anonymous' ? { actor, again } : undefined;
    this.lasting.watch(response, clientAddress(request), caller);
  }

  private readBody(request: Request, response: Response, endpoint: Endpoint): Promise<void> {
    const beforeAnybodyIsKnown = endpoint.permission === 'public' || endpoint.secondFactor;
    const usual = beforeAnybodyIsKnown ? this.strangersLimit : this.bodyLimit;
    return readJsonBody(request, response, endpoint.bodyLimit ?? usual);
  }

  /** Who is asking, counted. A credential that does not hold counts against the address it came from. */
  private async admit(request: Request, response: Response, endpoint: Endpoint): Promise<Actor | undefined> {
    const counts = this.limiter.on && endpoint.limit !== 'none';
    if (!counts) return this.identify(request, endpoint);
    const address = networkOf(clientAddress(request) ?? 'unknown');
    try {
      const actor = await this.identify(request, endpoint);
      await this.limiter.take(subjectOf(endpoint.limit, address, actor && countedAs(actor)), response);
      return actor;
    } catch (error) {
      if (error instanceof UnauthenticatedError)
        await this.limiter.take(subjectOf(endpoint.limit, address), response);
      throw error;
    }
  }

  /** Browsers send a cookie for whoever asks: nothing is changed by it but from a page of our own. */
  private credentialIn(request: Request, { kind, surface }: Endpoint): string | undefined {
    const sent = credentialOf(request, kind);
    if (sent !== undefined || surface !== 'plans') return sent;
    const cookie = planCookieOf(request);
    const changes = request.method !== 'GET' && request.method !== 'HEAD';
    if (cookie !== undefined && changes) this.pages.require(request);
    return cookie;
  }

  private async identify(
    request: Request,
    endpoint: Endpoint,
    purpose: Purpose = 'use',
  ): Promise<Actor | undefined> {
    const { permission, secondFactor } = endpoint;
    if (permission === 'public' || (secondFactor && pendingTokenOf(request) !== undefined)) return undefined;
    const credential = this.credentialIn(request, endpoint);
    if (credential === undefined) return this.withoutCredential(request, endpoint, purpose);
    return endpoint.anyOrganization
      ? this.authenticator.authenticateAnywhere(credential, purpose)
      : this.authenticator.authenticate(credential, organizationOf(request), purpose);
  }

  /** Throws `UnauthenticatedError` where that is not enough. */
  private async withoutCredential(
    request: Request,
    { surface, anonymous }: Endpoint,
    purpose: Purpose,
  ): Promise<Actor> {
    const visitor = surface === 'jobs' ? await this.jobVisitors.admit(request, purpose) : undefined;
    const nobody = visitor ?? (anonymous ? await this.authenticator.anonymous() : undefined);
    if (nobody) return nobody;
    throw new UnauthenticatedError();
  }
}

/**
 * A key is counted by itself, so that a program that runs wild stops nothing else of its owner. A program with an
 * account of its own is counted by that: it gets as many tokens as it likes. Those behind one password are several
 * people. Undefined: by address.
 */
function countedAs({ credential, credentialId, userId, rateLimit }: Actor): LimitSubject | undefined {
  if (credential === 'anonymous') return undefined;
  if (credential === 'job_session' && credentialId) return { kind: 'user', id: credentialId };
  if (credential !== 'api_key' || !credentialId) return { kind: 'user', id: userId };
  return { kind: 'key', id: credentialId, ...(rateLimit !== undefined && { limit: rateLimit }) };
}

function requireAccess(actor: Actor, endpoint: Endpoint): void {
  requireFactor(actor, endpoint);
  if (endpoint.permission !== 'user' && !allows(actor, endpoint.permission as Permission))
    throw new ForbiddenError();
}

/** Whose role asks for a second factor, and who let the time for it pass, can set one up, and nothing else. */
function requireFactor({ secondFactorBy = Infinity }: Actor, { beforeMfa }: Endpoint): void {
  if (beforeMfa || Date.now() < secondFactorBy) return;
  throw new DomainError('forbidden', 'Your role asks for a second factor: set one up first', {
    reason: 'mfa_required',
  });
}

/** Another organization of the caller than the one the token names. */
const organizationOf = ({ headers }: Request): string | undefined => {
  const organization = headers['x-organization-id'];
  return typeof organization === 'string' ? organization : undefined;
};
