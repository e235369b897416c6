import { randomUUID } from 'node:crypto';
import type { INestApplication } from '@nestjs/common';
import { eventually } from '@muster/testing';
import { AuditLab, collected, entry } from '../testing/audit-lab';
import { AuditKeys } from './audit-keys.service';
import { AuditSealer } from './audit-sealer.service';
import { Audit } from './audit.service';
import { ExportVerifier, type Verdict } from './chain/export-verifier';
import { AuditExport } from './log/audit-export.service';

describe('the audit trail', () => {
  let lab: AuditLab;
  let app: INestApplication;
  let audit: Audit;
  let sealer: AuditSealer;

  beforeAll(async () => {
    lab = await AuditLab.open();
    app = await lab.start();
    audit = app.get(Audit);
    sealer = app.get(AuditSealer);
  });

  afterAll(() => lab.close());

  const seqs = async (chainId: string): Promise<(number | null)[]> =>
    (
      await lab.sql<{ seq: string | null }>('SELECT seq FROM audit_entry WHERE chain_id = $1 ORDER BY seq', [
        chainId,
      ])
    ).map(({ seq }) => (seq === null ? null : Number(seq)));

  const verdictOf = async (chainId: string): Promise<Verdict> => {
    const verifier = new ExportVerifier();
    for (const line of await collected(app.get(AuditExport).lines(chainId))) verifier.take(line);
    return verifier.verdict();
  };

  it('numbers what many write at once without a gap, and the export of it holds', async () => {
    const chainId = randomUUID();
    const second = await lab.start();
    await Promise.all(
      Array.from({ length: 300 }, (_, index) =>
        (index % 2 ? audit : second.get(Audit)).record(entry({ chainId })),
      ),
    );
    await Promise.all([sealer.seal(chainId), second.get(AuditSealer).seal(chainId)]);
    expect(await seqs(chainId)).toEqual(Array.from({ length: 300 }, (_, index) => index + 1));
    expect(await verdictOf(chainId)).toMatchObject({ entries: 300, finding: undefined });
  });

  it('is linked by itself soon after it was written', async () => {
    const chainId = randomUUID();
    await audit.record(entry({ chainId }));
    expect(await eventually(async () => (await seqs(chainId))[0])).toBe(1);
  });

  it('holds what a transaction tells exactly if the transaction is committed, and numbers late ones late', async () => {
    const chainId = randomUUID();
    const [slow, undone] = await Promise.all([lab.pool.connect(), lab.pool.connect()]);
    for (const client of [slow, undone]) {
      await client.query('BEGIN');
      await audit.append(client, entry({ chainId, action: 'document.update' }));
    }
    await audit.record(entry({ chainId }));
    expect((await sealer.seal(chainId)).seq).toBe(1);
    await Promise.all([slow.query('COMMIT'), undone.query('ROLLBACK')]);
    expect((await sealer.seal(chainId)).seq).toBe(2);
    for (const client of [slow, undone]) client.release();
    expect(await verdictOf(chainId)).toMatchObject({ entries: 2, finding: undefined });
  });

  it.each([
    ['changed', `UPDATE audit_entry SET action = 'x.y' WHERE chain_id = $1`],
    ['renumbered', 'UPDATE audit_entry SET seq = 9 WHERE chain_id = $1'],
    ['unlinked', 'UPDATE audit_entry SET seq = NULL, hash = NULL WHERE chain_id = $1'],
    ['deleted', 'DELETE FROM audit_entry WHERE chain_id = $1'],
    ['unsigned', 'DELETE FROM audit_checkpoint WHERE chain_id = $1'],
    ['re-signed', `UPDATE audit_checkpoint SET signature = '' WHERE chain_id = $1`],
  ])('cannot be %s, even in the database', async (_, statement) => {
    const chainId = randomUUID();
    await audit.record(entry({ chainId }));
    await sealer.seal(chainId, true);
    await expect(lab.sql(statement, [chainId])).rejects.toThrow('append-only');
  });

  it('cannot be emptied, and unsealed entries cannot be changed while they wait', async () => {
    await expect(lab.sql('TRUNCATE audit_entry')).rejects.toThrow('append-only');
    const chainId = randomUUID();
    await lab.sql(
      `INSERT INTO audit_entry (chain_id, action, resource_type, actor_type) VALUES ($1, 'a.b', 'a', 'system')`,
      [chainId],
    );
    await expect(
      lab.sql(`UPDATE audit_entry SET action = 'x.y', seq = 1, hash = '' WHERE chain_id = $1`, [chainId]),
    ).rejects.toThrow('append-only');
  });

  it('hides secrets, and keeps anything that can be sent', async () => {
    const chainId = randomUUID();
    await audit.record(
      entry({
        chainId,
        details: { password: 'hunter2', nested: { apiKey: 'x', note: 'Bearer abcdefgh1234' }, max_tokens: 5 },
        changes: { text: `a\0b\ud800${'x'.repeat(2_000)}`, list: [1e21, -0, Number.NaN] },
        userAgent: 'x'.repeat(9_000),
      }),
    );
    const [row] = await lab.sql<{ details: object; changes: { text: string; list: number[] } }>(
      'SELECT details, changes FROM audit_entry WHERE chain_id = $1',
      [chainId],
    );
    expect(row?.details).toEqual({
      password: '***',
      nested: { apiKey: '***', note: 'Bearer [redacted]' },
      max_tokens: 5,
    });
    expect(row?.changes.text).toMatch(/^ab�x+$/);
    expect(row?.changes.text.length).toBeLessThanOrEqual(500);
    expect(await verdictOf(chainId)).toMatchObject({ entries: 1, finding: undefined });
  });

  it('puts the outcome in the place of an intent, and tells of one that was never settled', async () => {
    const chainId = randomUUID();
    const [settled, lost, abandoned] = await Promise.all(
      ['setting.update', 'user.create', 'role.delete'].map((action) =>
        audit.begin(entry({ chainId, action })),
      ),
    );
    await audit.settle(String(settled), entry({ chainId, action: 'setting.update' }));
    await audit.abandon(String(abandoned));
    await lab.sql(`UPDATE audit_intent SET created_at = now() - interval '1 hour' WHERE id = $1`, [lost]);
    await lab.start();
    await eventually(async () => (await lab.sql('SELECT FROM audit_intent')).length === 0);
    const rows = await lab.sql<{ action: string; outcome: string | null }>(
      `SELECT action, details->>'outcome' AS outcome FROM audit_entry WHERE chain_id = $1 ORDER BY created_at`,
      [chainId],
    );
    expect(rows).toEqual([
      { action: 'setting.update', outcome: null },
      { action: 'user.create', outcome: 'unknown' },
    ]);
  });

  it('signs every thousand entries, with one key that all processes share and nobody can read', async () => {
    const chainId = randomUUID();
    await Promise.all(Array.from({ length: 1_200 }, () => audit.record(entry({ chainId }))));
    await sealer.seal(chainId);
    const checkpoints = await lab.sql<{ seq: string }>(
      'SELECT seq FROM audit_checkpoint WHERE chain_id = $1 ORDER BY seq',
      [chainId],
    );
    expect(Number(checkpoints[0]?.seq)).toBeGreaterThanOrEqual(1_000);
    const other = await lab.start();
    expect(await other.get(AuditKeys).published()).toEqual(await app.get(AuditKeys).published());
    const [key] = await lab.sql<{ secret: string }>('SELECT secret FROM audit_key');
    expect(key?.secret).not.toContain('plain:');
    expect(await verdictOf(chainId)).toMatchObject({ entries: 1_200, finding: undefined });
  });
});
