import { Injectable, Logger, OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { Pool, type PoolClient } from 'pg';
import { inTransaction, Ticker } from '@muster/platform';
import { AuditKeys } from '../audit-keys.service';
import { Audit } from '../audit.service';
import { GENESIS, type Head, linkOf, type SignedHead } from '../chain/records';
import { isSignedBy, signHead } from '../chain/signatures';
import { ENTRY_COLUMNS, type EntryRow, toContent } from '../log/entry-row';
import { SIGNED_COLUMNS, type SignedRow, toSignedHead } from '../log/signed-row';
import { AuditSettings } from './audit.settings';

const EVERY_MS = 600_000;

/** Entries in one transaction at most; a checkpoint comes after a thousand. */
const STRETCH = 5_000;
const PAGE = 500;

const HOLD = `
SELECT chain.exported_seq, coalesce(beginning.seq, 0) AS seq, beginning.hash
FROM audit_chain chain LEFT JOIN audit_beginning beginning USING (chain_id)
WHERE chain_id = $1 FOR UPDATE OF chain`;

/** The last checkpoint before which everything is old enough. $2 beginning, $3 last number that may go, $4 days. */
const FIND = `
SELECT ${SIGNED_COLUMNS} FROM audit_checkpoint
WHERE chain_id = $1 AND seq > $2 AND seq <= $3 AND seq < coalesce((
  SELECT min(seq) FROM audit_entry
  WHERE chain_id = $1 AND seq > $2 AND seq <= $3 AND created_at >= now() - make_interval(days => $4)
), $3::bigint + 1)
ORDER BY seq DESC LIMIT 1`;

const ENTRIES = `
SELECT ${ENTRY_COLUMNS} FROM audit_entry
WHERE chain_id = $1 AND seq > $2 AND seq <= $3 ORDER BY seq LIMIT ${PAGE}`;

const BEGIN_AT = `
INSERT INTO audit_beginning (chain_id, seq, hash, key_id, signature, created_at) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (chain_id) DO UPDATE SET
  seq = excluded.seq, hash = excluded.hash, key_id = excluded.key_id, signature = excluded.signature,
  created_at = excluded.created_at`;

interface Beginning {
  exported_seq: number;
  seq: number;
  hash: Buffer | null;
}

/**
 * Removes what is older than the settings want to keep, from the beginning of each chain up to a checkpoint, under
 * which the installation then signs that the chain begins there. What does not verify is not removed: it is evidence.
 */
@Injectable()
export class AuditPruner implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(AuditPruner.name);
  private readonly ticker = new Ticker(EVERY_MS, () => this.prune(), this.logger);

  constructor(
    private readonly pool: Pool,
    private readonly keys: AuditKeys,
    private readonly audit: Audit,
    private readonly settings: AuditSettings,
  ) {}

  onApplicationBootstrap(): void {
    if (this.settings.retentionDays > 0) this.ticker.start();
  }

  onModuleDestroy(): void {
    this.ticker.stop();
  }

  /** Any number of processes may; whoever holds the row of a chain does it. */
  async prune(): Promise<void> {
    if (this.settings.retentionDays === 0) return;
    const { rows } = await this.pool.query<{ chain_id: string }>(
      'SELECT chain_id FROM audit_chain ORDER BY 1',
    );
    for (const { chain_id: chain } of rows)
      try {
        while (await this.pruneSome(chain));
      } catch (error) {
        this.logger.error(`the chain ${chain} of the audit trail was not pruned: ${String(error)}`);
      }
  }

  /** One stretch, all or nothing. False: there is no more. */
  private pruneSome(chain: string): Promise<boolean> {
    return inTransaction(this.pool, (client) => this.within(client, chain));
  }

  private async within(client: PoolClient, chain: string): Promise<boolean> {
    const { retentionDays, exportedOnly } = this.settings;
    const from = (await client.query<Beginning>(HOLD, [chain])).rows[0] as Beginning;
    const last = Math.min(from.seq + STRETCH, exportedOnly ? from.exported_seq : Infinity);
    const found = await client.query<SignedRow>(FIND, [chain, from.seq, last, retentionDays]);
    if (!found.rows[0]) return false;
    const head = toSignedHead(chain, found.rows[0]);
    await this.requireWhole(client, from, head);
    await this.beginAt(client, { ...head, created_at: new Date().toISOString() });
    await client.query('DELETE FROM audit_entry WHERE chain_id = $1 AND seq <= $2', [chain, head.seq]);
    await client.query('DELETE FROM audit_checkpoint WHERE chain_id = $1 AND seq <= $2', [chain, head.seq]);
    const details = { first: from.seq + 1, last: head.seq, older_than_days: retentionDays };
    await this.audit.append(client, { chainId: chain, action: 'audit.prune', actorType: 'system', details });
    return true;
  }

  /** Throws unless the entries lead from the beginning to what was signed. */
  private async requireWhole(client: PoolClient, from: Beginning, head: SignedHead): Promise<void> {
    const key = await this.keys.publicKey(head.key_id);
    if (!key || !isSignedBy('checkpoint', head, key))
      throw new Error(`the signature of the checkpoint at ${head.seq} does not hold`);
    let hash = from.hash?.toString('hex') ?? GENESIS;
    for (let seq = from.seq; seq < head.seq; seq += PAGE) {
      const { rows } = await client.query<EntryRow>(ENTRIES, [head.chain, seq, head.seq]);
      hash = linked(rows, seq, hash);
    }
    if (hash !== head.hash) throw new Error(`entries up to ${head.seq} are not those that were signed`);
  }

  private async beginAt(client: PoolClient, head: Head): Promise<void> {
    const { chain, seq, hash, created_at } = head;
    const { key_id, signature } = signHead(
      'beginning',
      { chain, seq, hash, created_at },
      await this.keys.current(),
    );
    const values = [chain, seq, Buffer.from(hash, 'hex'), key_id, signature, created_at];
    await client.query(BEGIN_AT, values);
  }
}

/** The link to the last of them. Throws at the first that is missing, or not what it was. */
function linked(rows: EntryRow[], after: number, previous: string): string {
  let [seq, hash] = [after, previous];
  for (const row of rows) {
    seq += 1;
    hash = linkOf(toContent(row, seq), hash);
    if (row.seq !== seq || row.hash?.toString('hex') !== hash)
      throw new Error(`entry ${seq} is not what it was`);
  }
  return hash;
}
