import type { EntityManager } from 'typeorm';
import { type Client, columnsOf } from './client';
import { Session, type SessionKind } from './session.entity';

export interface OpaqueSession {
  userId: string;
  /** Where it works when a request names no organization; null: nowhere. */
  orgId: string | null;
  /** Who vouched for the user; null: nobody had to. */
  providerId?: string | null;
  /** A second factor was shown. */
  mfa?: boolean;
  /** Left out: now. */
  authenticatedAt?: Date;
  kind: SessionKind;
  tokenHash: Buffer;
  client: Client;
  /** For how long it holds, in the words of Postgres. */
  life: `${number} ${'days' | 'hours'}`;
}

/** A session whose token means nothing by itself. Answers its id. */
export async function insertOpaqueSession(
  manager: EntityManager,
  { client, life, ...columns }: OpaqueSession,
): Promise<string> {
  const { identifiers } = await manager
    .createQueryBuilder()
    .insert()
    .into(Session)
    .values({ ...columns, ...columnsOf(client), expiresAt: () => `now() + interval '${life}'` })
    .execute();
  return (identifiers[0] as { id: string }).id;
}
