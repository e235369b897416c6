import { Injectable } from '@nestjs/common';
import { Pool } from 'pg';
import { AuditKeys } from '../audit-keys.service';
import { AuditSealer } from '../audit-sealer.service';
import { type ExportRecord, GENESIS, type Head } from '../chain/records';
import { signHead } from '../chain/signatures';
import { ENTRY_COLUMNS, type EntryRow, toContent } from './entry-row';

const PAGE = 500;

const ENTRIES = `
SELECT ${ENTRY_COLUMNS} FROM audit_entry WHERE chain_id = $1 AND seq > $2 AND seq <= $3 ORDER BY seq LIMIT ${PAGE}`;

const CHECKPOINTS = `
SELECT seq, hash, key_id, signature, created_at FROM audit_checkpoint
WHERE chain_id = $1 AND seq > $2 AND seq <= $3 ORDER BY seq`;

interface CheckpointRow {
  seq: number;
  hash: Buffer;
  key_id: string;
  signature: string;
  created_at: Date;
}

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
  }

  private async *records(head: Head): AsyncGenerator<ExportRecord> {
    const { chain } = head;
    const exported_at = new Date().toISOString();
    yield { type: 'header', format: 1, chain, exported_at, keys: await this.keys.published() };
    let previous = GENESIS;
    for (let after = 0; after < head.seq; after += PAGE) {
      const checkpoints = await this.checkpoints(chain, after, Math.min(after + PAGE, head.seq));
      const { rows } = await this.pool.query<EntryRow>(ENTRIES, [chain, after, head.seq]);
      for (const row of rows) {
        const seq = Number(row.seq);
        const hash = (row.hash as Buffer).toString('hex');
        yield { type: 'entry', ...toContent(row, seq), previous, hash };
        previous = hash;
        const checkpoint = checkpoints.get(seq);
        if (checkpoint) yield checkpoint;
      }
    }
    const end = signHead('end', { ...head, created_at: exported_at }, await this.keys.current());
    yield { type: 'end', ...end };
  }

  private async checkpoints(chain: string, after: number, upTo: number): Promise<Map<number, ExportRecord>> {
    const { rows } = await this.pool.query<CheckpointRow>(CHECKPOINTS, [chain, after, upTo]);
    return new Map(
      rows.map(({ hash, created_at, ...row }) => [
        row.seq,
        {
          type: 'checkpoint',
          chain,
          ...row,
          hash: hash.toString('hex'),
          created_at: created_at.toISOString(),
        },
      ]),
    );
  }
}
