import { randomUUID } from 'node:crypto';
import { Pool } from 'pg';
import { testDatabase, TestDatabase } from '@muster/testing';
import { modelsUnderTest, ModelsUnderTest } from '../specs/models-under-test';
import type { UsageRecord, UsageService } from './usage.service';

const entry = (fields: Partial<UsageRecord> = {}): UsageRecord => ({
  orgId: randomUUID(),
  userId: randomUUID(),
  runId: null,
  stepKey: null,
  provider: 'openai',
  model: 'gpt-5',
  inputTokens: 100,
  cachedInputTokens: 40,
  outputTokens: 10,
  estimated: false,
  costUsd: 0.000_123_456,
  priced: true,
  durationMs: 12,
  tries: 1,
  outcome: 'ok',
  reason: null,
  ...fields,
});

describe('UsageService', () => {
  let db: TestDatabase;
  let at: ModelsUnderTest;
  let usage: UsageService;

  beforeAll(async () => {
    db = await testDatabase();
    at = await modelsUnderTest(db.url);
    usage = at.usage;
  });

  afterAll(async () => {
    await at.close();
    await db.close();
  });

  it('writes many rows at once and lists them newest first, page by page, without gap or double', async () => {
    const orgId = randomUUID();
    await Promise.all(
      Array.from({ length: 25 }, (_, n) => usage.record(entry({ orgId, stepKey: `step ${n}` }))),
    );
    const seen: string[] = [];
    let cursor: string | null | undefined;
    do {
      const page = await usage.list({ orgId }, { limit: 10, ...(cursor && { cursor }) });
      seen.push(...page.items.map(({ stepKey }) => stepKey ?? ''));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(seen).toHaveLength(25);
    expect(new Set(seen).size).toBe(25);
    const { items } = await usage.list({ orgId });
    const times = items.map(({ createdAt }) => createdAt.getTime());
    expect(times).toEqual([...times].sort((a, b) => b - a));
  });

  it('shows nobody the rows of another organization or user', async () => {
    const [orgId, mine, theirs] = [randomUUID(), randomUUID(), randomUUID()];
    await usage.record(entry({ orgId, userId: mine }));
    await usage.record(entry({ orgId, userId: theirs }));
    await usage.record(entry({ userId: mine }));
    expect((await usage.list({ orgId, userId: mine })).items).toHaveLength(1);
    expect((await usage.list({ orgId })).items).toHaveLength(2);
    expect((await usage.totals({ orgId: randomUUID() })).calls).toBe(0);
  });

  it('does not give out the rows of a run to another organization', async () => {
    const runId = randomUUID();
    await usage.record(entry({ runId }));
    expect((await usage.totals({ orgId: randomUUID(), runId })).calls).toBe(0);
  });

  it('sums up a run exactly', async () => {
    const [orgId, runId] = [randomUUID(), randomUUID()];
    await usage.record(entry({ orgId, runId, costUsd: 0.1 }));
    await usage.record(entry({ orgId, runId, costUsd: 0.2, outcome: 'failed', reason: 'timeout' }));
    await usage.record(entry({ orgId, runId, costUsd: 0, priced: false }));
    await usage.record(entry({ orgId }));
    expect(await usage.totals({ orgId, runId })).toEqual({
      calls: 3,
      failedCalls: 1,
      inputTokens: 300,
      cachedInputTokens: 120,
      outputTokens: 30,
      costUsd: 0.3,
      unpricedCalls: 1,
    });
  });

  it('refuses a cursor that it did not give', async () => {
    await expect(usage.list({ orgId: randomUUID() }, { cursor: 'bm9uc2Vuc2U' })).rejects.toMatchObject({
      code: 'invalid',
      details: { fields: { cursor: expect.any(String) as string } },
    });
  });

  it('does not let a row that cannot be written spoil its neighbours', async () => {
    const orgId = randomUUID();
    await Promise.all([usage.record(entry({ orgId, runId: 'not a uuid' })), usage.record(entry({ orgId }))]);
    expect((await usage.list({ orgId })).items).toHaveLength(1);
  });

  it('has columns that its entity knows, and no others', async () => {
    const pool = new Pool({ connectionString: db.url });
    const { rows } = await pool.query<{ column_name: string }>(
      `SELECT column_name FROM information_schema.columns WHERE table_name = 'usage_entry'`,
    );
    await pool.end();
    const known = Object.keys(entry()).map((name) =>
      name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    );
    expect(rows.map(({ column_name }) => column_name).sort()).toEqual([...known, 'id', 'created_at'].sort());
  });
});
