import { Injectable } from '@nestjs/common';
import { auditScope } from '@muster/governance';
import { type Arrival, type Departure, SingleSignOn } from '@muster/identity';
import type { Request, Response } from 'express';
import { cookieOf } from '../../../../auth/plan-cookie';
import { PublicOrigin } from '../../../../auth/public-origin';

const PATH = '/api/v1/auth/sso';
const SECONDS = 600;

/** Where providers send browsers back to. Each has an address of its own, so that none can be made to answer for another. */
export const callbackAddress = (origin: string, slug: string): string => `${origin}${PATH}/${slug}/callback`;

/** Where people begin. */
export const startAddress = (origin: string, slug: string): string => `${origin}${PATH}/${slug}/start`;

/** Leads browsers to providers and back. Between the two they keep a cookie that nothing but this can read. */
@Injectable()
export class SsoBrowser {
  constructor(
    private readonly door: SingleSignOn,
    private readonly origin: PublicOrigin,
  ) {}

  async depart(request: Request, response: Response, slug: string, returnTo?: string): Promise<void> {
    const origin = this.origin.of(request);
    const back = this.origin.returnAddress(request, returnTo);
    const departure = await this.door.begin(slug, callbackAddress(origin, slug), back);
    this.keep(response, origin, departure, SECONDS);
    response.setHeader('Location', departure.url);
  }

  /** No token stands in an address: what does is good once, for a minute, and goes to no server. */
  async arrive(request: Request, response: Response, slug: string): Promise<void> {
    const origin = this.origin.of(request);
    const url = new URL(callbackAddress(origin, slug) + searchOf(request));
    const state = url.searchParams.get('state') ?? '';
    const secret = cookieOf(request, nameFor(state));
    this.keep(response, origin, { state, secret: '' }, 0);
    const arrival = await this.door.finish({ slug, url, secret });
    await note(arrival);
    response.setHeader('Location', `${arrival.returnTo}#sso_code=${arrival.code}`);
  }

  private keep(
    response: Response,
    origin: string,
    { state, secret }: Pick<Departure, 'state' | 'secret'>,
    seconds: number,
  ): void {
    const secure = origin.startsWith('https:') ? '; Secure' : '';
    response.append(
      'Set-Cookie',
      `${nameFor(state)}=${secret}; Path=${PATH}; Max-Age=${seconds}; HttpOnly; SameSite=Lax${secure}`,
    );
  }
}

/** Several sign-ins may be on their way in one browser. */
const nameFor = (state: string): string => `muster_sso_${state.replace(/[^\w-]/g, '').slice(0, 8)}`;

const searchOf = ({ originalUrl }: Request): string => {
  const at = originalUrl.indexOf('?');
  return at === -1 ? '' : originalUrl.slice(at);
};

/** With what became of it, instead of the entry that any request gets. */
async function note({ user, role, how, provider }: Arrival): Promise<void> {
  const scope = auditScope.getStore();
  if (!scope) return;
  const { id: userId, username } = user;
  await scope.tell(
    { userId, username, orgId: provider.orgId, role, instanceAdmin: false, credential: 'access_token' },
    {
      action: 'auth.sso_callback',
      resourceType: 'identity_provider',
      resourceId: provider.id,
      details: { how, role },
    },
  );
  scope.recorded = true;
}
