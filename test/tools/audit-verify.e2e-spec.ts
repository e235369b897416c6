import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
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

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'muster-test-audit-'));
    const installation = await Installation.create();
    const admin = await administrator(await installation.startGateway());
    for (let user = 0; user < 5; user += 1) await admin.post('/api/v1/admin/users', stranger());
    const { body } = await admin.get('/api/v1/admin/audit/export');
    lines = (body as Buffer).toString().trimEnd().split('\n');
    key = (await admin.get('/api/v1/admin/audit/key')).body[0].public_key as string;
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
