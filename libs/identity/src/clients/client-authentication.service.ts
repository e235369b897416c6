import { Injectable } from '@nestjs/common';
import { isUUID } from 'class-validator';
import { Pool } from 'pg';
import { UnauthenticatedError } from '@muster/platform';
import { KeyDigests } from '../api-keys/key-digests';

/** What a client sends to prove who it is. */
export interface ClientCredentials {
  id: string;
  secret: string;
}

export interface ProvenClient {
  id: string;
  /** The secret that proved it. */
  secretId: string;
  userId: string;
  orgId: string;
  scopes: string[];
  tokenGeneration: number;
}

/** $1 client, $2 digest of the secret. */
const FIND = `
SELECT client.id, secret.id AS "secretId", client.user_id AS "userId", client.org_id AS "orgId", client.scopes,
  account.token_generation AS "tokenGeneration"
FROM oauth_client client
JOIN oauth_client_secret secret ON secret.client_id = client.id
JOIN app_user account ON account.id = client.user_id
WHERE client.id = $1 AND secret.secret_hash = $2 AND client.enabled AND account.active
  AND (secret.expires_at IS NULL OR secret.expires_at > now())`;

/** Checks the secrets of clients. A guess is one of 2^256, and is looked up by its keyed digest: nothing to time. */
@Injectable()
export class ClientAuthentication {
  constructor(
    private readonly pool: Pool,
    private readonly digests: KeyDigests,
  ) {}

  /** Throws `UnauthenticatedError` with reason `invalid_client`, whatever is wrong. */
  async prove({ id, secret }: ClientCredentials): Promise<ProvenClient> {
    if (!isUUID(id)) throw refused();
    const { rows } = await this.pool.query<ProvenClient>(FIND, [id, this.digests.of(secret)]);
    const [client] = rows;
    if (!client) throw refused();
    return client;
  }
}

const refused = (): UnauthenticatedError =>
  new UnauthenticatedError('The client is not known, or its secret is not right', 'invalid_client');
