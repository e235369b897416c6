import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Seldom } from '@muster/platform';
import { User } from '../accounts/user.entity';
import { digestOf, newSecret } from '../tokens/opaque-tokens';
import { type Binding, stateDigest } from './browser-binding';

const LOGIN_MINUTES = 10;
const CODE_SECONDS = 60;

/** Whom a code lets in. */
export interface Ticket {
  providerId: string;
  mfa: boolean;
}

/** What is good once, and only for a while: coming back from a provider, and the code that a session is had for. */
@Injectable()
export class SsoTickets {
  private readonly purge = new Seldom(async () => {
    for (const table of ['sso_login', 'sso_code'])
      await this.source.query(`DELETE FROM ${table} WHERE expires_at <= now()`);
  });

  constructor(private readonly source: DataSource) {}

  async expect(binding: Binding, providerId: string, returnTo: string): Promise<void> {
    await this.source.query(
      `INSERT INTO sso_login (state_hash, provider_id, return_to, expires_at)
       VALUES ($1, $2, $3, now() + interval '${LOGIN_MINUTES} minutes')`,
      [stateDigest(binding), providerId, returnTo],
    );
    await this.purge.whenDue();
  }

  /** Where the browser is to go in the end; undefined: nobody was expected. */
  async arrived(binding: Binding, providerId: string): Promise<string | undefined> {
    const [rows] = await this.source.query<[{ return_to: string }[], number]>(
      'DELETE FROM sso_login WHERE state_hash = $1 AND provider_id = $2 AND expires_at > now() RETURNING return_to',
      [stateDigest(binding), providerId],
    );
    return rows[0]?.return_to;
  }

  async issueCode({ providerId, userId, mfa }: Ticket & { userId: string }): Promise<string> {
    const code = newSecret();
    await this.source.query(
      `INSERT INTO sso_code (code_hash, provider_id, user_id, mfa, expires_at)
       VALUES ($1, $2, $3, $4, now() + interval '${CODE_SECONDS} seconds')`,
      [digestOf(code), providerId, userId, mfa],
    );
    return code;
  }

  /** Undefined: it is good for nothing, or not any more. */
  async useCode(code: string): Promise<(Ticket & { user: User }) | undefined> {
    const [rows] = await this.source.query<
      [{ provider_id: string; user_id: string; mfa: boolean }[], number]
    >(
      'DELETE FROM sso_code WHERE code_hash = $1 AND expires_at > now() RETURNING provider_id, user_id, mfa',
      [digestOf(code)],
    );
    if (!rows[0]) return undefined;
    const { provider_id: providerId, user_id: id, mfa } = rows[0];
    return { providerId, mfa, user: await this.source.manager.findOneByOrFail(User, { id }) };
  }
}
