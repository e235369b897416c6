import { Injectable } from '@nestjs/common';
import { MailSettings } from '../mail.settings';

/** What administrators set of it; what is left out, or empty, is as the environment says. */
export interface MailOverrides {
  host?: string;
  port?: string;
  user?: string;
  password?: string;
  from?: string;
}

const TLS_FIRST = '465';

/** Which way mail leaves the house, as long as that may change while the process runs. */
@Injectable()
export class MailRoute {
  private overrides: MailOverrides = {};

  constructor(private readonly settings: MailSettings) {}

  /** From now on, for mails that are on their way to the mailer, too. */
  use(overrides: MailOverrides): void {
    this.overrides = overrides;
  }

  /** Undefined: there is no mail server. */
  get smtpUrl(): string | undefined {
    const { host, port, user, password } = this.overrides;
    // Neither the port nor the account of another server are this one's.
    const base = host ? `smtp://${bracketed(host)}:587` : this.settings.smtpUrl;
    if (!base) return undefined;
    const url = new URL(base);
    if (port) Object.assign(url, { port, protocol: port === TLS_FIRST ? 'smtps:' : 'smtp:' });
    if (user) url.username = encodeURIComponent(user);
    if (password) url.password = encodeURIComponent(password);
    return url.href;
  }

  get from(): string {
    return this.overrides.from || this.settings.mailFrom;
  }

  get timeoutSeconds(): number {
    return this.settings.smtpTimeoutSeconds;
  }
}

const bracketed = (host: string): string => (host.includes(':') ? `[${host}]` : host);
