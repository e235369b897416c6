import { Injectable, Logger, OnApplicationShutdown } from '@nestjs/common';
import { Pool } from 'pg';
import { Batcher, fromCursor, type Page, pageOf, toCursor, UUID } from '@muster/platform';
import type { UsageEntry } from './usage-entry.entity';

export type UsageRecord = Omit<UsageEntry, 'id' | 'createdAt'>;

/** Rows of an organization; narrowed to a user or to a run of theirs where given. */
export interface UsageScope {
  orgId: string;
  userId?: string;
  runId?: string;
}

export interface UsageTotals {
  calls: number;
  failedCalls: number;
  inputTokens: number;
  cachedInputTokens: number;
  outputTokens: number;
  costUsd: number;
  /** Calls whose model has no known price: `costUsd` lacks them. */
  unpricedCalls: number;
}

const MAX_PAGE = 200;

const TIME = /^[\d-]+T[\d:.]+Z$/;

const COLUMNS = `id, org_id AS "orgId", user_id AS "userId", run_id AS "runId", step_key AS "stepKey", provider, model,
  input_tokens AS "inputTokens", cached_input_tokens AS "cachedInputTokens", output_tokens AS "outputTokens",
  estimated, cost_usd AS "costUsd", priced, duration_ms AS "durationMs", tries, outcome, reason,
  created_at AS "createdAt"`;

const INSERT = {
  name: 'usage_entry_insert',
  text: `INSERT INTO usage_entry (org_id, user_id, run_id, step_key, provider, model, input_tokens, cached_input_tokens,
      output_tokens, estimated, cost_usd, priced, duration_ms, tries, outcome, reason)
    SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::int[], $8::int[],
      $9::int[], $10::boolean[], $11::numeric[], $12::boolean[], $13::int[], $14::int[], $15::text[], $16::text[])`,
};

const FIELDS: (keyof UsageRecord)[] = [
  'orgId',
  'userId',
  'runId',
  'stepKey',
  'provider',
  'model',
  'inputTokens',
  'cachedInputTokens',
  'outputTokens',
  'estimated',
  'costUsd',
  'priced',
  'durationMs',
  'tries',
  'outcome',
  'reason',
];

/** The ledger: one row for each call of a model provider, written in groups. */
@Injectable()
export class UsageService implements OnApplicationShutdown {
  private readonly logger = new Logger(UsageService.name);
  private readonly rows: Batcher<UsageRecord, void>;
  private readonly unsettled = new Set<Promise<void>>();

  constructor(private readonly pool: Pool) {
    this.rows = new Batcher((records) => this.write(records), { max: 1_000 });
  }

  /**
   * Resolves when the row is committed. A row that cannot be written is logged whole, never thrown: an answer
   * that was paid for must not be lost with it.
   */
  record(record: UsageRecord): Promise<void> {
    const written = this.rows
      .add(record)
      .catch((error: Error) => this.complain(error, record))
      .finally(() => this.unsettled.delete(written));
    this.unsettled.add(written);
    return written;
  }

  /** Resolves when every row handed in so far is committed. */
  async settled(): Promise<void> {
    await Promise.all(this.unsettled);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.settled();
  }

  /** Newest first. */
  async list(scope: UsageScope, page: { cursor?: string; limit?: number } = {}): Promise<Page<UsageEntry>> {
    const limit = Math.min(Math.max(1, page.limit ?? 50), MAX_PAGE);
    const { name, where, values } = scoped(scope);
    const after = page.cursor === undefined ? [] : fromCursor(page.cursor, TIME, UUID);
    const [at, id, count] = [1, 2, after.length + 1].map((n) => `$${values.length + n}`);
    const { rows } = await this.pool.query<UsageEntry>({
      name: `usage_entry_list_${name}${after.length > 0 ? '_after' : ''}`,
      text: `SELECT ${COLUMNS} FROM usage_entry
        WHERE ${where}${after.length > 0 ? ` AND (created_at, id) < (${at}::timestamptz, ${id}::uuid)` : ''}
        ORDER BY created_at DESC, id DESC LIMIT ${count}`,
      values: [...values, ...after, limit + 1],
    });
    return pageOf(rows, limit, ({ createdAt, id: last }) => toCursor(createdAt.toISOString(), last));
  }

  async totals(scope: UsageScope): Promise<UsageTotals> {
    const { name, where, values } = scoped(scope);
    const { rows } = await this.pool.query<UsageTotals>({
      name: `usage_entry_totals_${name}`,
      text: `SELECT count(*) AS calls, count(*) FILTER (WHERE outcome <> 'ok') AS "failedCalls",
          coalesce(sum(input_tokens), 0) AS "inputTokens", coalesce(sum(cached_input_tokens), 0) AS "cachedInputTokens",
          coalesce(sum(output_tokens), 0) AS "outputTokens", coalesce(sum(cost_usd), 0) AS "costUsd",
          count(*) FILTER (WHERE NOT priced) AS "unpricedCalls"
        FROM usage_entry WHERE ${where}`,
      values,
    });
    return rows[0] as UsageTotals;
  }

  private async write(records: UsageRecord[]): Promise<void[]> {
    try {
      await this.insert(records);
    } catch (error) {
      if (records.length === 1 || !isDataError(error)) throw error;
      // One row that the table refuses must not take its neighbours with it.
      for (const record of records) {
        await this.insert([record]).catch((refused: Error) => this.complain(refused, record));
      }
    }
    return records.map(() => undefined);
  }

  private async insert(records: UsageRecord[]): Promise<void> {
    await this.pool.query({
      ...INSERT,
      values: FIELDS.map((field) => records.map((record) => record[field])),
    });
  }

  private complain(error: Error, usage: UsageRecord): void {
    this.logger.error(`usage not recorded: ${error.message}`, { usage });
  }
}

/** SQLSTATE classes 22 and 23: the values are wrong, not the server. */
const isDataError = (error: unknown): boolean => /^2[23]/.test(String((error as { code?: unknown }).code));

/** A statement of its own for each kind of scope: one with "or not given" in it could not use the indexes. */
function scoped({ orgId, userId, runId }: UsageScope): { name: string; where: string; values: string[] } {
  const given = Object.entries({ org_id: orgId, user_id: userId, run_id: runId }).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return {
    name: given.map(([column]) => column).join('_'),
    where: given.map(([column], index) => `${column} = $${index + 1}`).join(' AND '),
    values: given.map(([, value]) => value),
  };
}
