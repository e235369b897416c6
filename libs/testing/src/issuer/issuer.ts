import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** Whom an issuer knows, with what it says of them. */
export interface IssuerPerson {
  sub: string;
  email?: string;
  email_verified?: boolean;
  name?: string;
  upn?: string;
  groups?: string[];
  /** How they showed who they are. */
  amr?: string[];
  acr?: string;
}

export interface IssuerOptions {
  clients: {
    client_id: string;
    client_secret?: string;
    redirect_uris: string[];
    token_endpoint_auth_method?: string;
  }[];
  /** Everything stands in the ID token, and not only at the other endpoint. */
  inToken?: boolean;
}

const MOST_STEPS = 10;

/** A real OpenID provider on loopback, in a process of its own. */
export class Issuer {
  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
  ) {}

  static async start(options: IssuerOptions): Promise<Issuer> {
    const child = fork(join(__dirname, 'provider.mjs'), [JSON.stringify(options)], {
      // Its warnings are about what is meant here: no pages, keys of its own.
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      execArgv: [],
    });
    const ended = once(child, 'exit').then(() => {
      throw new Error('the issuer ended before it was ready');
    });
    const [message] = (await Promise.race([once(child, 'message'), ended])) as [{ issuer: string }];
    ended.catch(() => undefined);
    return new Issuer(child, message.issuer);
  }

  /** From now on they are at the browser; nobody: whoever comes is refused. */
  async seat(person: IssuerPerson | undefined): Promise<void> {
    const heard = once(this.child, 'message');
    this.child.send({ person });
    await heard;
  }

  /** What a browser does that was sent here: answers where it is sent back to. */
  async signIn(address: string, person?: IssuerPerson): Promise<string> {
    await this.seat(person);
    const cookies = new Map<string, string>();
    let url = new URL(address);
    for (let step = 0; url.origin === this.url; step += 1) {
      if (step === MOST_STEPS) throw new Error(`the issuer leads nowhere: ${url.href}`);
      const response = await fetch(url, {
        redirect: 'manual',
        headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      });
      for (const cookie of response.headers.getSetCookie()) {
        const [pair = ''] = cookie.split(';', 1);
        cookies.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
      }
      const location = response.headers.get('location');
      if (!location) throw new Error(`the issuer stays at ${url.href}: ${await response.text()}`);
      url = new URL(location, url);
    }
    return url.href;
  }

  async close(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exited = once(this.child, 'exit');
    this.child.kill();
    await exited;
  }
}
