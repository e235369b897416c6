import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type Organization, planBearerOf, type PlanSession } from '@muster/identity';
import { PlatformSettings } from '@muster/platform';
import type { Request, Response } from 'express';
import { credentialOf } from '../../../auth/credentials';
import { cookieOf, PLAN_COOKIE, planCookieOf } from '../../../auth/plan-cookie';

const ACCOUNTS_COOKIE = 'accounts';
const SECONDS = 90 * 24 * 3_600;
/** More would not fit into a cookie. */
const MAX_ACCOUNTS = 8;

interface KnownAccount {
  userId: string;
  email: string;
  userName: string;
  token: string;
}

/** What browsers keep for this API, in place of what its own client keeps in a file. Programs send no `Accept`. */
@Injectable()
export class BrowserCookies {
  private readonly secure: boolean;

  constructor({ environment }: PlatformSettings) {
    this.secure = environment !== 'development';
  }

  signedIn(request: Request, response: Response, session: PlanSession): PlanSession {
    const { user, token, organizations } = session;
    if (request.headers.accept !== undefined) {
      const only = organizations.length === 1 ? organizations[0] : undefined;
      this.set(response, PLAN_COOKIE, `Bearer ${bearerFor(token, only)}`);
      const account = { userId: user.id, email: user.email, userName: user.name, token };
      this.set(response, ACCOUNTS_COOKIE, base64Of(withAccount(accountsOf(request), account)));
    }
    return session;
  }

  /** From now on the browser works in this organization. Only for who came with a token of this API. */
  entered(request: Request, response: Response, organization: Organization): Organization {
    const bearer = planBearerOf(credentialOf(request, 'rest') ?? planCookieOf(request) ?? '');
    if (bearer && request.headers.accept !== undefined) {
      this.set(response, PLAN_COOKIE, `Bearer ${bearerFor(bearer.token, organization)}`);
      this.set(response, ACCOUNTS_COOKIE, base64Of(accountsOf(request)));
    }
    return organization;
  }

  clear(response: Response): void {
    for (const name of [PLAN_COOKIE, ACCOUNTS_COOKIE]) this.set(response, name, '', 0);
  }

  /** Quoted, because a blank may not stand in it otherwise. */
  private set(response: Response, name: string, value: string, seconds = SECONDS): void {
    const secure = this.secure ? '; Secure' : '';
    response.append(
      'Set-Cookie',
      `${name}="${value}"; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Lax${secure}`,
    );
  }
}

/** In the alphabet of addresses, with padding. */
const base64Of = (value: object): string =>
  Buffer.from(JSON.stringify(value)).toString('base64').replaceAll('+', '-').replaceAll('/', '_');

function bearerFor(token: string, organization?: Organization): string {
  return base64Of({
    token,
    orgId: organization?.id ?? '',
    hash: organization ? fingerprint(organization) : '',
  });
}

/** What a client believes about its organization: the name, that it is no trial, and has no models of its own. */
const fingerprint = ({ name }: Organization): string =>
  createHash('sha256').update(`${name}||false||false`).digest('hex');

function accountsOf(request: Request): KnownAccount[] {
  try {
    const text = Buffer.from(cookieOf(request, ACCOUNTS_COOKIE) ?? '', 'base64').toString('utf8');
    const known: unknown = JSON.parse(text);
    return Array.isArray(known) ? (known as KnownAccount[]).slice(0, MAX_ACCOUNTS) : [];
  } catch {
    return [];
  }
}

const withAccount = (known: KnownAccount[], account: KnownAccount): KnownAccount[] =>
  [account, ...known.filter(({ userId }) => userId !== account.userId)].slice(0, MAX_ACCOUNTS);
