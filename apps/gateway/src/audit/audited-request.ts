import type { Request } from 'express';
import { actorOf, type AuditFact, type AuditInput, type AuditOrigin, INSTALLATION } from '@muster/governance';
import type { Actor } from '@muster/identity';
import { clientAddress, type DomainError, type Endpoint, exchangeOf } from '@muster/platform';
import { isAdministrative, isOfInstallation } from './administrative';
import { identified, loginOf, resourceOf } from './audit-names';

/** Refusals that say something about whoever tried; others only say that the input was wrong. */
const TELLING = new Set(['unauthenticated', 'forbidden', 'conflict', 'limit_exceeded']);

/** One request, in the words of the trail. */
export class AuditedRequest {
  readonly origin: AuditOrigin;
  private readonly action: string;

  constructor(
    private readonly request: Request,
    private readonly endpoint: Endpoint,
  ) {
    const { requestId } = exchangeOf(request);
    this.action = endpoint.audit || 'request.refused';
    this.origin = {
      ipAddress: clientAddress(request),
      userAgent: request.headers['user-agent'],
      requestId,
    };
  }

  /** Whom the guard let in, or by now the handler. */
  private get actor(): Actor | undefined {
    return exchangeOf(this.request).caller as Actor | undefined;
  }

  intent(): AuditInput {
    return this.input(this.action, undefined, {});
  }

  success(value: unknown): AuditInput {
    const { action, actor } = this;
    const isHalf = typeof value === 'object' && value !== null && Reflect.get(value, 'mfa_required') === true;
    const input = this.input(isHalf ? `${action}_mfa_required` : action, value, {});
    const who = actor ? undefined : identified(value);
    return who ? { ...input, chainId: who.orgId ?? input.chainId, actorId: who.userId } : input;
  }

  /** Of administrative actions and at the door; elsewhere what was refused has not happened. */
  failure({ code, details }: DomainError): AuditInput | undefined {
    const atTheDoor = this.action.startsWith('auth.');
    if (code === 'forbidden' && !atTheDoor && !isAdministrative(this.endpoint)) return this.refused();
    if (!isAdministrative(this.endpoint) && !(atTheDoor && isTelling(code, details.reason))) return undefined;
    return this.input(`${this.action}_failed`, undefined, {
      error: details.reason ?? code,
      ...(!this.actor && { login: loginOf(this.request.body) }),
    });
  }

  /** A permission that was missing. */
  refused(): AuditInput {
    return { ...this.input('permission.refused', undefined, { action: this.action }), changes: {} };
  }

  /** Something that was done in the course of the request. */
  part(actor: Actor, fact: AuditFact): AuditInput {
    const details = { ...this.where(), ...fact.details };
    return { ...this.origin, ...fact, details, ...actorOf(actor), chainId: actor.orgId };
  }

  private input(action: string, value: unknown, details: object): AuditInput {
    const { request, endpoint, actor } = this;
    const chainId = actor && !isOfInstallation(endpoint) ? actor.orgId : INSTALLATION;
    return {
      ...this.origin,
      ...actorOf(actor),
      ...{ chainId, action },
      resourceId: resourceOf(this.action, request.params, value),
      details: { ...this.where(), ...this.credential(), ...details },
      changes: isAdministrative(endpoint) && isRecord(request.body) ? request.body : {},
    };
  }

  private where() {
    const { request, endpoint } = this;
    // What was sent belongs to whoever sent it; which parts of it is enough to see what was touched.
    const fields =
      isRecord(request.body) && !isAdministrative(endpoint) ? Object.keys(request.body) : undefined;
    return { method: request.method, path: endpoint.path, ...(fields && { fields }) };
  }

  private credential() {
    const { credential, credentialId } = (this.actor ?? {}) as { credential?: string; credentialId?: string };
    // Not called credentials, which are hidden.
    return {
      ...(credential && { authenticated_by: credential }),
      ...(credentialId && { authenticated_with: credentialId }),
    };
  }
}

const isTelling = (code: string, reason: string | undefined): boolean =>
  TELLING.has(code) || (code === 'invalid' && reason !== undefined);

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
