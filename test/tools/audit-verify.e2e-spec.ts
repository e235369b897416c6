import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { AuditPruner, AuditSealer } from '@muster/governance';
import { RUN_SOURCES } from '@muster/testing';
import { administrator } from '../support/administrator';
import { bareEnvironment } from '../support/environment';
import { Installation } from '../support/installation';
import { stranger } from '../support/members';

const MAIN = resolve(__dirname, '..', '..', 'tools', 'audit.main.ts');

describe('muster audit verify', () => {
  let folder: string;
  let lines: string[];
  let key: string;
  /** After a change of the key, and after older entries were pruned. */
  let later: { lines: string[]; keys: string[] };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'muster-test-audit-'));
    const installation = await Installation.create();
    const gateway = await installation.startGateway({ AUDIT_RETENTION_DAYS: '30' });
    const admin = await administrator(gateway);
    for (let user = 0; user < 5; user += 1) await admin.post('/api/v1/admin/users', stranger());
    const exported = async (): Promise<string[]> => {
      const { body } = await admin.get('/api/v1/admin/audit/export');
      return (body as Buffer).toString().trimEnd().split('\n');
    };
    const keys = async (): Promise<string[]> =>
      (await admin.get('/api/v1/admin/audit/key')).body.map((one: { public_key: string }) => one.public_key);
    lines = await exported();
    key = (await keys())[0] as string;
    await installation.sql(`ALTER TABLE audit_entry DISABLE TRIGGER USER`);
    await installation.sql(`ALTER TABLE audit_checkpoint DISABLE TRIGGER USER`);
    const chainId = JSON.parse(lines[0] as string).chain as string;
    // As if the installation had been here for long.
    for (const table of ['audit_entry', 'audit_checkpoint', 'audit_chain'])
      await installation.sql(`DELETE FROM ${table} WHERE chain_id = $1`, [chainId]);
    for (const table of ['audit_entry', 'audit_checkpoint'])
      await installation.sql(`ALTER TABLE ${table} ENABLE TRIGGER USER`);
    await installation.sql(
      `INSERT INTO audit_entry (chain_id, action, resource_type, actor_type, created_at)
       SELECT $1, 'user.create', 'user', 'system', now() - interval '40 days' FROM generate_series(1, 3)`,
      [chainId],
    );
    await gateway.app.get(AuditSealer, { strict: false }).seal(chainId, true);
    await gateway.app.get(AuditPruner, { strict: false }).prune();
    await gateway.app.get(AuditSealer, { strict: false }).seal(chainId, true);
    await admin.post('/api/v1/security/keys/audit/rotate', {});
    later = { lines: await exported(), keys: await keys() };
    await installation.close();
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  async function verify(given: string[], ...more: string[]) {
    const file = join(folder, 'audit.ndjson');
    await writeFile(file, `${given.join('\n')}\n`);
    const args = [...RUN_SOURCES, MAIN, 'verify', file, ...more];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, {
      env: bareEnvironment(),
      encoding: 'utf8',
    });
    return { status, said: stdout + stderr };
  }

  it('says that an export is whole, and under which key', async () => {
    const file = join(folder, 'key.pem');
    await writeFile(file, key);
    const trusted = await verify(lines, '--key', file);
    expect(trusted).toEqual({ status: 0, said: expect.stringMatching(/^whole: \d+ entries/) });
    expect(trusted.said).not.toContain('--key');
    expect((await verify(lines)).said).toContain('trust it with --key');
  });

  it('takes the keys as the API answers them', async () => {
    const file = join(folder, 'keys.json');
    await writeFile(file, JSON.stringify(later.keys.map((one) => ({ id: 'x', public_key: one }))));
    const trusted = await verify(later.lines, '--key', file);
    expect([trusted.status, trusted.said]).toEqual([0, expect.not.stringContaining('--key')]);
  });

  it('takes several keys, and says where a chain begins that was pruned', async () => {
    const files = later.keys.map((_, index) => join(folder, `key-${index}.pem`));
    for (const [index, file] of files.entries()) await writeFile(file, later.keys[index] as string);
    const trusted = await verify(later.lines, ...files.flatMap((file) => ['--key', file]));
    expect([trusted.status, files.length]).toEqual([0, 2]);
    expect(trusted.said).toContain('begins at entry 4: those before were pruned, as signed at 20');
    const half = await verify(later.lines, '--key', files[0] as string);
    expect(half).toEqual({ status: 1, said: expect.stringContaining('broken at entry 1: forged') });
  });

  it('ends with 1 and names the first entry that is broken', async () => {
    const changed = lines.map((line) =>
      line.includes('"seq":3,') ? line.replace('user.create', 'user.delete') : line,
    );
    expect(await verify(changed)).toEqual({
      status: 1,
      said: expect.stringContaining('broken at entry 3: changed (line 4:'),
    });
    const removed = lines.filter((line) => !line.includes('"seq":2,'));
    expect((await verify(removed)).said).toContain('broken at entry 2: removed');
  });

  it('ends with 2 when it could not look', async () => {
    const missing = spawnSync(process.execPath, [...RUN_SOURCES, MAIN, 'verify', join(folder, 'none')]);
    const misused = spawnSync(process.execPath, [...RUN_SOURCES, MAIN, 'check']);
    expect([missing.status, misused.status]).toEqual([2, 2]);
    expect((await verify(lines, '--key', join(folder, 'audit.ndjson'))).status).toBe(2);
  });
});
