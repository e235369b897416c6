import { Injectable } from '@nestjs/common';
import { Pool } from 'pg';
import { UnavailableError } from '@muster/platform';
import { AuditKeys } from '../audit-keys.service';
import { AuditSealer } from '../audit-sealer.service';
import { type ExportRecord, GENESIS, type Head, type SignedHead } from '../chain/records';
import { signHead } from '../chain/signatures';
import { SIGNED_COLUMNS, type SignedRow, toSignedHead } from './signed-row';
import { ENTRY_COLUMNS, type EntryRow, toContent } from './entry-row';

const PAGE = 500;

const ENTRIES = `
SELECT ${ENTRY_COLUMNS} FROM audit_entry WHERE chain_id = $1 AND seq > $2 AND seq <= $3 ORDER BY seq LIMIT ${PAGE}`;

const CHECKPOINTS = `
SELECT ${SIGNED_COLUMNS} FROM audit_checkpoint
WHERE chain_id = $1 AND seq > $2 AND seq <= $3 ORDER BY seq`;

const BEGINNING = `SELECT ${SIGNED_COLUMNS} FROM audit_beginning WHERE chain_id = $1`;

/** Whoever asked got all of it. */
const EXPORTED = `
UPDATE audit_chain SET exported_seq = greatest(exported_seq, $2) WHERE chain_id = $1`;

/** Hands out whole chains in a form that can be checked without us. */
@Injectable()
export class AuditExport {
  constructor(
    private readonly pool: Pool,
    private readonly sealer: AuditSealer,
    private readonly keys: AuditKeys,
  ) {}

  /** Line by line, as NDJSON: header, entries with the checkpoints behind them, and a signed end. */
  async *lines(chainId: string): AsyncGenerator<string> {
    const head = await this.sealer.seal(chainId, true);
    for await (const record of this.records(head)) yield `${JSON.stringify(record)}\n`;
    await this.pool.query(EXPORTED, [chainId, head.seq]);
  }

  private async *records(head: Head): AsyncGenerator<ExportRecord> {
    const { chain } = head;
    const exported_at = new Date().toISOString();
    const keys = await this.keys.published();
    const beginning = await this.beginning(chain);
    const format = beginning ? 2 : 1;
    yield { type: 'header', format, chain, exported_at, keys, ...(beginning && { beginning }) };
    yield* this.entries(head, beginning ?? { seq: 0, hash: GENESIS });
    const end = signHead('end', { ...head, created_at: exported_at }, await this.keys.current());
    yield { type: 'end', ...end };
  }

  private async *entries(
    { chain, seq: last }: Head,
    beginning: Pick<Head, 'seq' | 'hash'>,
  ): AsyncGenerator<ExportRecord> {
    let previous = beginning.hash;
    for (let after = beginning.seq; after < last; after += PAGE) {
      const checkpoints = await this.checkpoints(chain, after, Math.min(after + PAGE, last));
      const { rows } = await this.pool.query<EntryRow>(ENTRIES, [chain, after, last]);
      if (Number(rows[0]?.seq) !== after + 1)
        throw new UnavailableError('Entries were pruned meanwhile: export again', { retryAfter: 1 });
      for (const row of rows) {
        const seq = Number(row.seq);
        const hash = (row.hash as Buffer).toString('hex');
        yield { type: 'entry', ...toContent(row, seq), previous, hash };
        previous = hash;
        const checkpoint = checkpoints.get(seq);
        if (checkpoint) yield checkpoint;
      }
    }
  }

  private async beginning(chain: string): Promise<SignedHead | undefined> {
    const { rows } = await this.pool.query<SignedRow>(BEGINNING, [chain]);
    return rows[0] && toSignedHead(chain, rows[0]);
  }

  private async checkpoints(chain: string, after: number, upTo: number): Promise<Map<number, ExportRecord>> {
    const { rows } = await this.pool.query<SignedRow>(CHECKPOINTS, [chain, after, upTo]);
    return new Map(rows.map((row) => [row.seq, { type: 'checkpoint', ...toSignedHead(chain, row) }]));
  }
}
