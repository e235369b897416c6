import { Injectable, Logger, OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { Pool, type PoolClient } from 'pg';
import { inTransaction, OneByOne } from '@muster/platform';
import { AuditKeys } from './audit-keys.service';
import { GENESIS, type Head, linkOf } from './chain/records';
import { signHead } from './chain/signatures';
import { ENTRY_COLUMNS, type EntryRow, toContent } from './log/entry-row';

/** After an append; what comes within it is linked together. */
const SOON_MS = 250;
/** For what other processes have appended and not linked, and for checkpoints that are due. */
const SWEEP_MS = 5_000;
const AT_ONCE = 1_000;
/** A checkpoint comes after so many entries or so many seconds, whichever is first. */
const SIGN_EVERY = 1_000;
const SIGN_SECONDS = 60;
/** Administrative actions that have not ended by then are not expected to. */
const LOST_MINUTES = 15;

const DUE = `
SELECT DISTINCT chain_id FROM audit_entry WHERE seq IS NULL
UNION SELECT chain_id FROM audit_chain WHERE seq > signed_seq AND signed_at < now() - make_interval(secs => $1)`;

const HOLD = `
SELECT seq, hash, signed_seq, signed_at < now() - make_interval(secs => $2) AS late
FROM audit_chain WHERE chain_id = $1 FOR UPDATE`;

const UNSEALED = `
SELECT ${ENTRY_COLUMNS} FROM audit_entry WHERE chain_id = $1 AND seq IS NULL ORDER BY created_at, id LIMIT $2`;

const LINK = `
UPDATE audit_entry SET seq = link.seq, hash = link.hash
FROM unnest($1::uuid[], $2::bigint[], $3::bytea[]) AS link(id, seq, hash) WHERE audit_entry.id = link.id`;

const LOST = `
WITH lost AS (DELETE FROM audit_intent WHERE created_at < now() - make_interval(mins => $1) RETURNING entry)
INSERT INTO audit_entry
  (chain_id, action, resource_type, resource_id, actor_type, actor_id, details, changes, ip_address, user_agent, request_id)
SELECT begun.chain_id, begun.action, begun.resource_type, begun.resource_id, begun.actor_type, begun.actor_id,
  coalesce(begun.details, '{}') || '{"outcome": "unknown"}', begun.changes, begun.ip_address, begun.user_agent,
  begun.request_id
FROM lost, jsonb_populate_record(NULL::audit_entry, entry) AS begun`;

interface ChainRow {
  seq: number;
  hash: Buffer;
  signed_seq: number;
  late: boolean;
}

/** Gives committed entries their numbers and links, and signs where the chains stand. Any number of processes may. */
@Injectable()
export class AuditSealer implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(AuditSealer.name);
  private sweep?: NodeJS.Timeout;
  private soon?: NodeJS.Timeout;
  private readonly working = new OneByOne();
  private stopped = false;

  constructor(
    private readonly pool: Pool,
    private readonly keys: AuditKeys,
  ) {}

  onApplicationBootstrap(): void {
    this.sweep = setInterval(() => void this.work(), SWEEP_MS).unref();
    this.nudge();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopped = true;
    clearInterval(this.sweep);
    clearTimeout(this.soon);
    await this.work();
  }

  /** There is something to link. */
  nudge(): void {
    if (this.stopped) return;
    this.soon ??= setTimeout(() => {
      this.soon = undefined;
      void this.work();
    }, SOON_MS).unref();
  }

  /** Links what is committed by now; with `sign`, signs it too. Answers where the chain stands. */
  async seal(chainId: string, sign = false): Promise<Head> {
    for (;;) {
      const { head, more } = await this.sealSome(chainId, sign);
      if (!more) return head;
    }
  }

  /** One pass at a time. */
  private work(): Promise<void> {
    return this.working
      .do(() => this.pass())
      .catch((error: unknown) => {
        this.logger.error('the audit trail was not sealed', error instanceof Error ? error : String(error));
      });
  }

  private async pass(): Promise<void> {
    await this.pool.query(LOST, [LOST_MINUTES]);
    const { rows } = await this.pool.query<{ chain_id: string }>(DUE, [SIGN_SECONDS]);
    for (const { chain_id } of rows) await this.seal(chain_id);
  }

  private sealSome(chainId: string, sign: boolean): Promise<{ head: Head; more: boolean }> {
    return inTransaction(this.pool, (client) => this.linked(client, chainId, sign));
  }

  /** Whoever holds the row of the chain is the only one to number entries of it. */
  private async linked(client: PoolClient, chainId: string, sign: boolean) {
    await client.query(
      'INSERT INTO audit_chain (chain_id, hash) VALUES ($1, $2) ON CONFLICT (chain_id) DO NOTHING',
      [chainId, Buffer.from(GENESIS, 'hex')],
    );
    const chain = (await client.query<ChainRow>(HOLD, [chainId, SIGN_SECONDS])).rows[0] as ChainRow;
    const { rows } = await client.query<EntryRow>(UNSEALED, [chainId, AT_ONCE]);
    const head: Head = {
      chain: chainId,
      seq: chain.seq,
      hash: chain.hash.toString('hex'),
      created_at: new Date().toISOString(),
    };
    const links = rows.map((row) => {
      head.seq += 1;
      head.hash = linkOf(toContent(row, head.seq), head.hash);
      return { id: row.id, seq: head.seq, hash: Buffer.from(head.hash, 'hex') };
    });
    if (links.length > 0) await link(client, chainId, links);
    const more = rows.length === AT_ONCE;
    const unsigned = head.seq - chain.signed_seq;
    if (unsigned >= SIGN_EVERY || (unsigned > 0 && !more && (sign || chain.late)))
      await this.sign(client, head);
    return { head, more };
  }

  private async sign(client: PoolClient, head: Head): Promise<void> {
    const { chain, seq, hash, created_at, key_id, signature } = signHead(
      'checkpoint',
      head,
      await this.keys.current(),
    );
    await client.query(
      `INSERT INTO audit_checkpoint (chain_id, seq, hash, key_id, signature, created_at) VALUES ($1, $2, $3, $4, $5, $6)`,
      [chain, seq, Buffer.from(hash, 'hex'), key_id, signature, created_at],
    );
    await client.query('UPDATE audit_chain SET signed_seq = $2, signed_at = now() WHERE chain_id = $1', [
      chain,
      seq,
    ]);
  }
}

async function link(
  client: PoolClient,
  chainId: string,
  links: { id: string; seq: number; hash: Buffer }[],
): Promise<void> {
  await client.query(LINK, [
    links.map(({ id }) => id),
    links.map(({ seq }) => seq),
    links.map(({ hash }) => hash),
  ]);
  const last = links.at(-1);
  await client.query('UPDATE audit_chain SET seq = $2, hash = $3 WHERE chain_id = $1', [
    chainId,
    last?.seq,
    last?.hash,
  ]);
}
