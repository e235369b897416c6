import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import type { ApiClient, ApiResponse } from '../support/api-client';
import { Installation, type RunningGateway } from '../support/installation';

export const VERSION = { 'x-client-version': '2.2.1' };

/** What the surface's own client puts behind `Bearer`. */
export const bearer = (token: string, orgId = '', hash = ''): string =>
  Buffer.from(JSON.stringify({ token, orgId, hash }))
    .toString('base64')
    .replaceAll('+', '-')
    .replaceAll('/', '_');

/** An answer byte by byte. */
export interface RawAnswer {
  status: number;
  type: string | undefined;
  cookies: string[];
  text: string;
}

/** Sends these headers and no other; what a library would add by itself is not there. */
export function raw(
  url: string,
  method: string,
  path: string,
  options: { headers?: Record<string, string>; body?: string } = {},
): Promise<RawAnswer> {
  const { headers = {}, body } = options;
  return new Promise((resolve, reject) => {
    const sent = request(new URL(path, url), { method, headers }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => {
        resolve({
          status: response.statusCode ?? 0,
          type: response.headers['content-type'],
          cookies: response.headers['set-cookie'] ?? [],
          text: Buffer.concat(parts).toString('utf8'),
        });
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** Somebody with an account of this surface. */
export interface PlanPerson {
  id: string;
  email: string;
  token: string;
  /** Where they were let in first. */
  orgId: string;
  /** As the surface's own client, in this or another organization. */
  in(orgId?: string): ApiClient;
}

export const idsOf = ({ body }: Pick<ApiResponse, 'body'>): string[] =>
  body.map(({ id }: { id: string }) => id);

export const said = ({ status, body }: ApiResponse): [status: number, body: unknown] => [status, body];

/** An installation, and the ways of the surface's own client. */
export class PlanBench {
  private constructor(
    readonly installation: Installation,
    readonly gateway: RunningGateway,
  ) {}

  static async open(env: Record<string, string> = {}): Promise<PlanBench> {
    const installation = await Installation.create(env);
    return new PlanBench(installation, await installation.startGateway());
  }

  /** Without a credential. */
  get stranger(): ApiClient {
    return this.gateway.client.with(VERSION);
  }

  as(token: string, orgId = ''): ApiClient {
    return this.stranger.as(bearer(token, orgId));
  }

  email(domain = 'example.com'): string {
    return `ada-${randomBytes(5).toString('hex')}@${domain}`;
  }

  /** Asks for a PIN and reads it from the mail. */
  async pin(email: string): Promise<string> {
    const { status, body } = await this.stranger.post('/accounts/email_verifications', { email });
    if (status !== 200) throw new Error(`no PIN: ${status} ${String(body)}`);
    return this.pinFor(email);
  }

  /** Of the newest mail. */
  async pinFor(email: string): Promise<string> {
    return /is: (\w{6})$/m.exec(await this.mailTo(email))?.[1] ?? '';
  }

  async mailTo(email: string): Promise<string> {
    const [mail] = await this.installation.sql<{ text: string }>(
      'SELECT text FROM mail WHERE recipient = $1 ORDER BY created_at DESC LIMIT 1',
      [email],
    );
    return mail?.text ?? '';
  }

  async register(email: string, userName = 'Ada Lovelace'): Promise<ApiResponse> {
    return this.stranger.post('/accounts', { email, userName, pin: await this.pin(email) });
  }

  async signIn(email: string): Promise<ApiResponse> {
    return this.stranger.post('/accounts/sign_in', { email, pin: await this.pin(email) });
  }

  /** Somebody new, whose organization is the installation's. */
  async person(email = this.email()): Promise<PlanPerson> {
    return this.personOf(await this.register(email));
  }

  /** Somebody new who owns an organization. */
  async founder(name = 'Engines', email = this.email()): Promise<PlanPerson> {
    const person = await this.person(email);
    const { body } = await person.in().post('/orgs', { name });
    return { ...person, orgId: body.id, in: (orgId = body.id) => this.as(person.token, orgId) };
  }

  personOf({ body }: ApiResponse): PlanPerson {
    const { userId: id, email, token, orgs } = body;
    const home = orgs[0]?.id ?? '';
    return { id, email, token, orgId: home, in: (orgId = home) => this.as(token, orgId) };
  }

  close(): Promise<void> {
    return this.installation.close();
  }
}
