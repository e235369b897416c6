import { randomBytes } from 'node:crypto';
import { Issuer, type IssuerPerson } from '@muster/testing';
import type { ApiClient, ApiResponse } from '../../support/api-client';
import { AUTH } from '../../support/members';

export const PROVIDERS = '/api/v1/security/identity-providers';
export const CALLBACK = (url: string, slug: string): string => `${url}${AUTH}/sso/${slug}/callback`;

/** What the issuers of these specs know us by. */
const KNOWN = { client_id: 'muster', client_secret: 'a secret between the two of us' };

/** A real issuer that knows the gateway at this address, under these slugs. */
export const issuerFor = (url: string, ...slugs: string[]): Promise<Issuer> => startIssuer(true, url, slugs);

/** The same, that tells of people at its other endpoint only. */
export const plainIssuerFor = (url: string, ...slugs: string[]): Promise<Issuer> =>
  startIssuer(false, url, slugs);

const startIssuer = (inToken: boolean, url: string, slugs: string[]): Promise<Issuer> =>
  Issuer.start({
    inToken,
    clients: [{ ...KNOWN, redirect_uris: slugs.map((slug) => CALLBACK(url, slug)) }],
  });

/** Lets people in by this issuer; answers the provider. */
export async function provide(
  admin: ApiClient,
  issuer: Issuer,
  more: { slug: string } & Record<string, unknown>,
): Promise<ApiResponse['body']> {
  return (await admin.post(PROVIDERS, { name: 'Corp', issuer: issuer.url, ...KNOWN, ...more })).body;
}

/** What a browser has after `start`. */
export interface Departed {
  /** Where it is sent. */
  url: URL;
  cookie: string;
}

/** Somebody the issuer knows and nobody else does. */
export function stranger(more: Partial<IssuerPerson> = {}): IssuerPerson & { email: string } {
  const sub = `sub-${randomBytes(6).toString('hex')}`;
  return { sub, email: `${sub}@corp.example`, email_verified: true, name: 'Grace Hopper', ...more };
}

export const start = (client: ApiClient, slug: string, return_to?: string): Promise<ApiResponse> =>
  client.get(`${AUTH}/sso/${slug}/start`, { query: return_to === undefined ? {} : { return_to } });

export async function depart(client: ApiClient, slug: string, return_to?: string): Promise<Departed> {
  const answer = await start(client, slug, return_to);
  if (answer.status !== 302) throw new Error(`no start: ${answer.status} ${JSON.stringify(answer.body)}`);
  const [pair = ''] = (answer.headers.get('set-cookie') ?? '').split(';', 1);
  return { url: new URL(answer.headers.get('location') ?? ''), cookie: pair };
}

/** Back from the issuer, with the cookie or another one. */
export const comeBack = (client: ApiClient, address: string, cookie: string): Promise<ApiResponse> =>
  client.get(address, { headers: { cookie } });

export const codeIn = ({ headers }: ApiResponse): string =>
  new URL(headers.get('location') ?? '', 'http://x').hash.replace('#sso_code=', '');

/** All the way; answers what the callback said. */
export async function journey(
  client: ApiClient,
  issuer: Issuer,
  slug: string,
  person: IssuerPerson | undefined,
): Promise<ApiResponse> {
  const { url, cookie } = await depart(client, slug);
  return comeBack(client, await issuer.signIn(url.href, person), cookie);
}

export const exchange = (client: ApiClient, code: string): Promise<ApiResponse> =>
  client.post(`${AUTH}/sso/exchange`, { code });

/** In through the provider; answers what the exchange said. */
export async function enter(
  client: ApiClient,
  issuer: Issuer,
  slug: string,
  person: IssuerPerson,
): Promise<ApiResponse['body']> {
  const back = await journey(client, issuer, slug, person);
  if (back.status !== 302) throw new Error(`not let in: ${back.status} ${JSON.stringify(back.body)}`);
  return (await exchange(client, codeIn(back))).body;
}
