import { randomUUID } from 'node:crypto';
import type { INestApplication } from '@nestjs/common';
import { AuditLab, collected, entry } from '../../testing/audit-lab';
import { AuditKeys } from '../audit-keys.service';
import { AuditSealer } from '../audit-sealer.service';
import { Audit } from '../audit.service';
import { ExportVerifier, type Verdict } from '../chain/export-verifier';
import { AuditExport } from '../log/audit-export.service';
import { AuditPruner } from './audit-pruner.service';

describe('an audit trail that is kept for thirty days', () => {
  let lab: AuditLab;
  let app: INestApplication;
  let pruner: AuditPruner;
  let sealer: AuditSealer;
  let chainId: string;

  beforeAll(async () => {
    lab = await AuditLab.open();
    app = await lab.start({ AUDIT_RETENTION_DAYS: '30' });
    pruner = app.get(AuditPruner);
    sealer = app.get(AuditSealer);
  });

  afterAll(() => lab.close());

  beforeEach(() => {
    chainId = randomUUID();
  });

  /** Entries of so many days ago, with a signature behind them. */
  const stretch = async (count: number, days: number): Promise<void> => {
    await lab.past(chainId, count, days);
    await sealer.seal(chainId, true);
  };

  const seqs = async (table = 'audit_entry'): Promise<number[]> => {
    const rows = await lab.sql<{ seq: number }>(
      `SELECT seq FROM ${table} WHERE chain_id = $1 AND seq IS NOT NULL ORDER BY seq`,
      [chainId],
    );
    return rows.map(({ seq }) => Number(seq));
  };

  const verdict = async (): Promise<Verdict> => {
    const verifier = new ExportVerifier();
    for (const line of await collected(app.get(AuditExport).lines(chainId))) verifier.take(line);
    return verifier.verdict();
  };

  it('loses whole signed stretches from its beginning, and what is left still holds', async () => {
    await stretch(3, 50);
    await stretch(4, 40);
    await stretch(5, 10);
    await pruner.prune();
    expect(await seqs('audit_beginning')).toEqual([7]);
    expect((await seqs())[0]).toBe(8);
    expect(await verdict()).toMatchObject({
      beginning: { seq: 8 },
      entries: 6,
      lastSeq: 13,
      finding: undefined,
    });
    const [told] = await lab.sql<{ details: object }>(
      `SELECT details FROM audit_entry WHERE chain_id = $1 AND action = 'audit.prune'`,
      [chainId],
    );
    expect(told?.details).toEqual({ first: 1, last: 7, older_than_days: 30 });
    await pruner.prune();
    expect(await seqs('audit_beginning')).toEqual([7]);
  });

  it('keeps a stretch as long as one entry of it is young enough', async () => {
    await lab.past(chainId, 2, 50);
    await lab.past(chainId, 1, 10);
    await lab.past(chainId, 2, 50);
    await sealer.seal(chainId, true);
    await pruner.prune();
    expect(await seqs()).toEqual([1, 2, 3, 4, 5]);
    expect(await seqs('audit_beginning')).toEqual([]);
  });

  it('keeps what is not signed yet', async () => {
    await lab.past(chainId, 5, 50);
    await sealer.seal(chainId);
    await pruner.prune();
    expect(await seqs()).toEqual([1, 2, 3, 4, 5]);
  });

  it('moves its beginning on, and may lose all that it had', async () => {
    await stretch(2, 50);
    await pruner.prune();
    await sealer.seal(chainId, true);
    expect(await verdict()).toMatchObject({ beginning: { seq: 3 }, entries: 1, finding: undefined });
    const other = await lab.start({ AUDIT_RETENTION_DAYS: '1' });
    await stretch(3, 20);
    await Promise.all([other.get(AuditPruner).prune(), pruner.prune()]);
    expect(await verdict()).toMatchObject({ finding: undefined });
  });

  it('prunes more than fits into one transaction, piece by piece', async () => {
    await stretch(7_500, 50);
    await pruner.prune();
    expect(await seqs('audit_beginning')).toEqual([7_500]);
    expect(await verdict()).toMatchObject({ beginning: { seq: 7_501 }, finding: undefined });
  });

  it('keeps what was tampered with: it is evidence', async () => {
    await stretch(3, 50);
    await lab.sql('ALTER TABLE audit_entry DISABLE TRIGGER audit_entry_sealing');
    await lab.sql(`UPDATE audit_entry SET action = 'nothing.happened' WHERE chain_id = $1 AND seq = 2`, [
      chainId,
    ]);
    await lab.sql('ALTER TABLE audit_entry ENABLE TRIGGER audit_entry_sealing');
    await pruner.prune();
    expect(await seqs()).toEqual([1, 2, 3]);
    expect((await verdict()).finding).toMatchObject({ fault: 'changed', seq: 2 });
  });

  it('is pruned after an export only, where the settings say so', async () => {
    const careful = await lab.start({ AUDIT_RETENTION_DAYS: '30', AUDIT_RETENTION_EXPORTED: 'on' });
    const prune = () => careful.get(AuditPruner).prune();
    await stretch(3, 50);
    await prune();
    const lines = careful.get(AuditExport).lines(chainId);
    await lines.next();
    await lines.return(undefined);
    await prune();
    expect(await seqs()).toEqual([1, 2, 3]);
    await collected(careful.get(AuditExport).lines(chainId));
    await stretch(2, 50);
    await prune();
    expect((await seqs())[0]).toBe(4);
  });

  it('is pruned by the database under a beginning alone, which lies at a checkpoint and moves forward', async () => {
    await stretch(2, 50);
    await stretch(2, 50);
    const begin = (seq: number, hash: string) =>
      lab.sql(
        `INSERT INTO audit_beginning (chain_id, seq, hash, key_id, signature, created_at)
         VALUES ($1, $2, $3, '', '', now())
         ON CONFLICT (chain_id) DO UPDATE SET seq = excluded.seq, hash = excluded.hash`,
        [chainId, seq, Buffer.from(hash, 'hex')],
      );
    const hashes = await lab.sql<{ hash: Buffer }>(
      'SELECT hash FROM audit_entry WHERE chain_id = $1 ORDER BY seq',
      [chainId],
    );
    const hashOf = (seq: number): string => hashes[seq - 1]?.hash.toString('hex') ?? '';
    await expect(begin(1, hashOf(1))).rejects.toThrow('append-only');
    await expect(begin(2, hashOf(3))).rejects.toThrow('append-only');
    await begin(4, hashOf(4));
    await expect(begin(2, hashOf(2))).rejects.toThrow('append-only');
    for (const statement of [
      'DELETE FROM audit_beginning WHERE chain_id = $1',
      'DELETE FROM audit_entry WHERE chain_id = $1 AND seq IS NULL',
    ]) {
      await app.get(Audit).record(entry({ chainId }));
      await expect(lab.sql(statement, [chainId])).rejects.toThrow('append-only');
    }
    // Whoever does that in the database has no key to sign it with.
    await sealer.seal(chainId, true);
    expect((await verdict()).finding).toMatchObject({ fault: 'forged' });
  });
});

describe('an audit trail that is kept for ever', () => {
  it('loses nothing', async () => {
    const lab = await AuditLab.open();
    const app = await lab.start();
    const chainId = randomUUID();
    await lab.past(chainId, 3, 9_000);
    await app.get(AuditSealer).seal(chainId, true);
    await app.get(AuditPruner).prune();
    expect(await lab.sql('SELECT FROM audit_entry WHERE chain_id = $1', [chainId])).toHaveLength(3);
    await lab.close();
  });
});

describe('another key of the audit trail', () => {
  let lab: AuditLab;

  beforeEach(async () => {
    lab = await AuditLab.open();
  });

  afterEach(() => lab.close());

  const activeKey = async (): Promise<string | undefined> =>
    (await lab.sql<{ id: string }>('SELECT id FROM audit_key WHERE active'))[0]?.id;

  it('signs from then on in every process, and what the one before signed still holds', async () => {
    const [one, other] = [await lab.start(), await lab.start()];
    const chainId = randomUUID();
    const sign = async (app: INestApplication): Promise<void> => {
      await app.get(Audit).record(entry({ chainId }));
      await app.get(AuditSealer).seal(chainId, true);
    };
    await sign(one);
    await sign(other);
    const before = await activeKey();
    await one.get(AuditKeys).rotate();
    await sign(other);
    const after = await activeKey();
    const used = await lab.sql<{ key_id: string }>(
      'SELECT key_id FROM audit_checkpoint WHERE chain_id = $1 ORDER BY seq',
      [chainId],
    );
    expect(used.map(({ key_id }) => key_id)).toEqual([before, before, after]);
    const secrets = await lab.sql<{ form: string | null }>(
      'SELECT left(secret, 3) AS form FROM audit_key ORDER BY active',
    );
    expect(secrets.map(({ form }) => form)).toEqual([null, 'm1.']);
    const verifier = new ExportVerifier();
    for (const line of await collected(other.get(AuditExport).lines(chainId))) verifier.take(line);
    expect(verifier.verdict()).toMatchObject({ finding: undefined, keyIds: [before, after] });
  });

  it('leaves one that signs, however many ask for another at once', async () => {
    const apps = [await lab.start(), await lab.start()];
    await Promise.all(apps.flatMap((app) => [app.get(AuditKeys).rotate(), app.get(AuditKeys).rotate()]));
    const active = await lab.sql('SELECT FROM audit_key WHERE active');
    expect(active).toHaveLength(1);
  });

  it('is kept in clear without a master key', async () => {
    const app = await lab.start({ MASTER_KEY: '' });
    await app.get(AuditKeys).current();
    const [row] = await lab.sql<{ secret: string }>('SELECT secret FROM audit_key');
    expect(row?.secret).toMatch(/^plain:/);
    const keyed = await lab.start();
    await expect(keyed.get(AuditKeys).current()).resolves.toBeDefined();
  });
});
