import { request } from 'node:http';
import { Controller, Get, Module, Post } from '@nestjs/common';
import type { Actor } from '@muster/identity';
import { StringField } from '@muster/platform';
import { AppModule } from '../../apps/gateway/src/app.module';
import { CurrentActor } from '../../apps/gateway/src/auth/current-actor.decorator';
import { Endpoint } from '../../apps/gateway/src/auth/endpoint.decorator';
import { Surface } from '../../apps/gateway/src/surfaces/surfaces';

export const PASSWORD = 'seven bridges of one town';

class WhoDto {
  @StringField() userId: string;
  @StringField() orgId: string;
  @StringField() role: string;
  @StringField() credential: string;
}

const who = ({ userId, orgId, role, credential }: Actor): WhoDto => ({ userId, orgId, role, credential });

@Surface('jobs')
@Controller('api/jobs-probe')
class ProbeController {
  @Get()
  @Endpoint({ permission: 'runs:read', summary: 'Who reads', returns: WhoDto })
  read(@CurrentActor() actor: Actor): WhoDto {
    return who(actor);
  }

  @Post()
  @Endpoint({ permission: 'runs:write', audit: false, summary: 'Who writes', returns: WhoDto })
  write(@CurrentActor() actor: Actor): WhoDto {
    return who(actor);
  }

  @Post('credentials')
  @Endpoint({ permission: 'credentials:write', audit: false, summary: 'For accounts', returns: WhoDto })
  credentials(@CurrentActor() actor: Actor): WhoDto {
    return who(actor);
  }
}

/** The gateway with routes of the job surface that need somebody known. */
@Module({ imports: [AppModule], controllers: [ProbeController] })
export class DoorModule {}

export interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  // Whatever came; each spec knows what it asked for.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  body: any;
}

/** Sends exactly these headers: `fetch` would refuse to send an origin or a host. */
export function ask(
  url: string,
  method: string,
  path: string,
  { headers = {}, body }: { headers?: Record<string, string>; body?: string } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(new URL(path, url), { method, headers }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => {
        const text = Buffer.concat(parts).toString('utf8');
        const body: unknown = text === '' ? undefined : JSON.parse(text);
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

export const JSON_TYPE = { 'content-type': 'application/json' };

export const login = (
  url: string,
  password: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> =>
  ask(url, 'POST', '/api/auth/login', {
    headers: { ...JSON_TYPE, ...headers },
    body: JSON.stringify({ password }),
  });

/** The cookie that an answer sets, as it is sent back. */
export const cookieOf = ({ headers }: Answer): string =>
  String(headers['set-cookie']?.[0] ?? '').split(';', 1)[0] as string;

export const probe = (
  url: string,
  cookie: string,
  { method = 'GET', headers = {} }: { method?: string; headers?: Record<string, string> } = {},
): Promise<Answer> =>
  ask(url, method, '/api/jobs-probe', { headers: { ...(cookie && { cookie }), ...headers } });
