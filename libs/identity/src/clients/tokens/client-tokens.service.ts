import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Pool } from 'pg';
import { Hinter, InvalidError, Seldom, UnavailableError } from '@muster/platform';
import { IdentitySettings } from '../../identity.settings';
import { AccessTokens } from '../../tokens/access-tokens.service';
import { ClientAuthentication, type ClientCredentials } from '../client-authentication.service';
import { narrowed } from '../client-scopes';
import { ClientTokenFacts } from './client-token-facts.service';

/** Waits for whoever is changing the client, and then finds it changed. */
const INSERT = `
WITH used AS (
  UPDATE oauth_client SET last_used_at = now() WHERE id = $2 AND enabled AND scopes = $6 RETURNING id
)
INSERT INTO oauth_access_token (id, client_id, secret_id, scopes, expires_at)
SELECT $1, used.id, secret.id, $4, now() + make_interval(secs => $5)
FROM used JOIN oauth_client_secret secret ON secret.id = $3`;

export interface IssuedToken {
  token: string;
  /** Seconds for which it holds. */
  expiresIn: number;
  scopes: string[];
}

/** Access tokens of clients. They are no sessions: nobody signed in, and nothing renews them. */
@Injectable()
export class ClientTokens {
  private readonly purge = new Seldom(() =>
    this.pool.query('DELETE FROM oauth_access_token WHERE expires_at <= now()'),
  );

  constructor(
    private readonly pool: Pool,
    private readonly clients: ClientAuthentication,
    private readonly tokens: AccessTokens,
    private readonly facts: ClientTokenFacts,
    private readonly hinter: Hinter,
    private readonly settings: IdentitySettings,
  ) {}

  /**
   * `scope`: words with blanks between that narrow what the client may reach. Throws `UnauthenticatedError` with reason
   * `invalid_client`, `InvalidError` with reason `invalid_scope` for more than the client has.
   */
  async issue(credentials: ClientCredentials, scope?: string): Promise<IssuedToken> {
    const client = await this.clients.prove(credentials);
    const scopes = narrowed(client.scopes, scope);
    const seconds = this.settings.clientTokenTtl;
    const id = randomUUID();
    const values = [id, client.id, client.secretId, scopes, seconds, client.scopes];
    const { rowCount } = await this.pool.query(INSERT, values);
    if (rowCount !== 1) throw new UnavailableError('The client was changed a moment ago', { retryAfter: 1 });
    await this.purge.whenDue();
    return { token: this.tokens.issueToClient({ id, client, scopes, seconds }), expiresIn: seconds, scopes };
  }

  /**
   * Ends a token of the client's own. One that does not hold is none to end. Throws as `issue` does, and `InvalidError`
   * with reason `invalid_request` for the token of another client.
   */
  async revoke(credentials: ClientCredentials, token: string): Promise<void> {
    const client = await this.clients.prove(credentials);
    const id = this.tokens.idOf(token, 'client');
    if (id === undefined) return;
    const { rows } = await this.pool.query<{ own: boolean }>(
      'SELECT client_id = $2 AS own FROM oauth_access_token WHERE id = $1',
      [id, client.id],
    );
    if (rows[0]?.own === false)
      throw new InvalidError('The token was issued to another client', undefined, 'invalid_request');
    await this.pool.query('UPDATE oauth_access_token SET revoked_at = now() WHERE id = $1', [id]);
    this.announce([id]);
  }

  /** To be called after the change is committed: these tokens hold nowhere any more. */
  announce(ids: string[]): void {
    for (const id of ids) this.facts.forget(id);
    if (ids.length > 0) this.hinter.hint('credentials.ended', { ids });
  }
}
