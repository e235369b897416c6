import { randomBytes, randomUUID } from 'node:crypto';
import type { INestApplication } from '@nestjs/common';
import { Pool, type QueryResultRow } from 'pg';
import { VaultModule, VaultSettings } from '@muster/platform';
import { startTestApp, testDatabase, type TestDatabase, testRedis } from '@muster/testing';
import type { AuditInput } from '../audit/audit-input';
import { AuditModule } from '../audit/audit.module';
import { AuditRetentionModule } from '../audit/retention/audit-retention.module';
import { AuditSettings } from '../audit/retention/audit.settings';

/** An installation with an audit trail, on a database of its own. */
export class AuditLab {
  private readonly apps: INestApplication[] = [];

  private constructor(
    private readonly database: TestDatabase,
    readonly pool: Pool,
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  static async open(): Promise<AuditLab> {
    const [database, redis] = await Promise.all([testDatabase(), testRedis()]);
    const pool = new Pool({ connectionString: database.url, max: 4 });
    pool.on('error', () => undefined);
    const MASTER_KEY = randomBytes(32).toString('base64');
    return new AuditLab(database, pool, { DATABASE_URL: database.url, REDIS_URL: redis.url, MASTER_KEY });
  }

  async start(env: NodeJS.ProcessEnv = {}): Promise<INestApplication> {
    const app = await startTestApp({
      imports: [VaultModule, AuditModule, AuditRetentionModule],
      settings: [VaultSettings, AuditSettings],
      env: { ...this.env, ...env },
    });
    this.apps.push(app);
    return app;
  }

  /** Entries as they were written so many days ago, not linked yet. */
  async past(chainId: string, count: number, days: number): Promise<void> {
    await this.sql(
      `INSERT INTO audit_entry (chain_id, action, resource_type, actor_type, created_at)
       SELECT $1, 'document.create', 'document', 'system', now() - make_interval(days => $3)
       FROM generate_series(1, $2)`,
      [chainId, count, days],
    );
  }

  async sql<T extends QueryResultRow>(text: string, values?: unknown[]): Promise<T[]> {
    return (await this.pool.query<T>(text, values)).rows;
  }

  async close(): Promise<void> {
    for (const app of this.apps) await app.close();
    await this.pool.end();
    await this.database.close();
  }
}

/** An entry of a chain of its own, unless told otherwise. */
export const entry = (change: Partial<AuditInput> = {}): AuditInput => ({
  chainId: randomUUID(),
  action: 'document.create',
  resourceId: randomUUID(),
  actorType: 'user',
  actorId: randomUUID(),
  details: { b: 1, a: ['x', null, 1.5], nested: { z: true, é: 'ü' } },
  changes: { title: 'Résumé 🦊' },
  ipAddress: '203.0.113.7',
  userAgent: 'spec',
  requestId: 'r-1',
  ...change,
});

export async function collected(lines: AsyncIterable<string>): Promise<string[]> {
  const all: string[] = [];
  for await (const line of lines) all.push(line.trimEnd());
  return all;
}
