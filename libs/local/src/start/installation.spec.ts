import { readFile, stat, writeFile } from 'node:fs/promises';
import { createServer, Server } from 'node:net';
import { dirname, join } from 'node:path';
import { Client } from 'pg';
import { eventually, testDatabase, TestDatabase, testRedis } from '@muster/testing';
import { commandOf } from '../processes/identity';
import { Started, temporaryDataDir } from '../testing/started';

jest.setTimeout(60_000);

const connected = async <T>(dataDir: string, work: (client: Client) => Promise<T>): Promise<T> => {
  const { password, port } = JSON.parse(await readFile(join(dataDir, 'postgres.json'), 'utf8')) as {
    password: string;
    port: number;
  };
  const client = new Client({ connectionString: `postgres://muster:${password}@127.0.0.1:${port}/muster` });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
};

const postmaster = async (dataDir: string): Promise<number> =>
  Number((await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8')).split('\n')[0]);

const appPid = async (started: Started, app: string): Promise<number> =>
  Number((await started.said(new RegExp(`${app} +\\| running as (\\d+)`)))[1]);

const environmentOf = async (started: Started): Promise<Record<string, string>> => {
  const [, address] = await started.said(/Muster is ready: (\S+)/);
  return (await (await fetch(`${address}/environment`)).json()) as Record<string, string>;
};

describe('a start on embedded databases', () => {
  let dataDir: string;
  let remove: () => Promise<void>;

  beforeAll(async () => {
    ({ dataDir, remove } = await temporaryDataDir());
  });

  afterAll(() => remove());

  it('hands one generated password to the gateway, prints it, and stops cleanly on Ctrl-C', async () => {
    const started = await (await Started.with({ DATA_DIR: dataDir })).ready();
    const [, printed] = await started.said(/admin@muster\.local +password: (\S+)/);
    const environment = await environmentOf(started);
    expect(environment).toMatchObject({ ADMIN_PASSWORD: printed, DATA_DIR: dataDir });
    await connected(dataDir, (client) => client.query('SELECT FROM migrations'));
    expect(await started.end('SIGINT')).toBe(0);
    await expect(postmaster(dataDir)).rejects.toThrow('ENOENT');
    await expect(connected(dataDir, () => Promise.resolve())).rejects.toThrow('ECONNREFUSED');
    expect(started.output).toMatch(/gateway +\| stopping/);
  });

  it('takes everything down when it is killed, and the next start recovers what was committed', async () => {
    const killed = await (await Started.with({ DATA_DIR: dataDir })).ready();
    await connected(dataDir, (client) => client.query('CREATE TABLE kept AS SELECT 42 AS answer'));
    const orphans = [
      await postmaster(dataDir),
      await appPid(killed, 'gateway'),
      await appPid(killed, 'agent-runner'),
    ];
    await killed.end('SIGKILL');
    for (const pid of orphans) await eventually(async () => !(await commandOf(pid)));
    const next = await (await Started.with({ DATA_DIR: dataDir })).ready();
    const { rows } = await connected(dataDir, (client) =>
      client.query<{ answer: number }>('SELECT answer FROM kept'),
    );
    expect(rows).toEqual([{ answer: 42 }]);
    expect(await next.end('SIGTERM')).toBe(0);
  });

  it('keeps the key that seals secrets, which the first start made for itself alone', async () => {
    const file = join(dataDir, 'master.key');
    const [key, { mode }] = [await readFile(file, 'utf8'), await stat(file)];
    expect([Buffer.from(key, 'base64').length, (mode & 0o777).toString(8)]).toEqual([32, '600']);
    const again = await (await Started.with({ DATA_DIR: dataDir })).ready();
    expect(await environmentOf(again)).toMatchObject({ MASTER_KEY_FILE: file });
    expect(await readFile(file, 'utf8')).toBe(key);
    expect(await again.end('SIGTERM')).toBe(0);
    const given = await (await Started.with({ DATA_DIR: dataDir, MASTER_KEY: key })).ready();
    expect(await environmentOf(given)).not.toHaveProperty('MASTER_KEY_FILE');
    expect(await given.end('SIGTERM')).toBe(0);
  });

  const onLinux = process.platform === 'linux' ? it : it.skip;

  onLinux('ends a server that outlived its supervisor', async () => {
    const killed = await (await Started.with({ DATA_DIR: dataDir })).ready();
    const orphan = await postmaster(dataDir);
    const stat = await readFile(`/proc/${orphan}/stat`, 'utf8');
    const leashPid = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    process.kill(leashPid, 'SIGSTOP');
    await killed.end('SIGKILL');
    process.kill(leashPid, 'SIGKILL');
    const next = await (await Started.with({ DATA_DIR: dataDir })).ready();
    expect(await postmaster(dataDir)).not.toBe(orphan);
    expect(await next.end('SIGTERM')).toBe(0);
  });

  it('starts a killed app and a killed database again', async () => {
    const started = await (await Started.with({ DATA_DIR: dataDir })).ready();
    const runner = await appPid(started, 'agent-runner');
    process.kill(runner, 'SIGKILL');
    await started.said(new RegExp(`agent-runner +\\| running as (?!${runner})\\d+`));
    const database = await postmaster(dataDir);
    process.kill(database, 'SIGKILL');
    await started.said(/Postgres ended; starting it again/);
    await eventually(() =>
      connected(dataDir, (client) => client.query('SELECT 1')).then(
        () => true,
        () => false,
      ),
    );
    expect(await postmaster(dataDir)).not.toBe(database);
    expect(await started.end('SIGTERM')).toBe(0);
  });

  it('refuses a data folder that another start is using', async () => {
    const first = await (await Started.with({ DATA_DIR: dataDir })).ready();
    const second = await Started.with({ DATA_DIR: dataDir });
    expect(await second.exitCode()).toBe(1);
    expect(second.output).toMatch(/^muster: Muster already runs on \S+, as process \d+\n$/);
    await first.end('SIGTERM');
    const third = await (await Started.with({ DATA_DIR: dataDir })).ready();
    await third.end('SIGTERM');
  });

  it('uses the embedded Redis, and says so, where there is no redis-server', async () => {
    const bare = dirname(dataDir);
    await writeFile(join(bare, 'id'), '#!/bin/sh\nexec /usr/bin/id "$@"\n', { mode: 0o755 });
    const started = await (await Started.with({ DATA_DIR: dataDir, PATH: bare })).ready();
    expect(started.output).toContain('using the embedded Redis');
    await started.end('SIGTERM');
  });
});

describe('a start that cannot work', () => {
  let database: TestDatabase;
  let env: NodeJS.ProcessEnv;
  let remove: () => Promise<void>;
  let taken: Server;
  let takenPort: string;

  beforeAll(async () => {
    database = await testDatabase();
    const { dataDir, remove: removeFolder } = await temporaryDataDir();
    remove = removeFolder;
    env = { DATA_DIR: dataDir, DATABASE_URL: database.url, REDIS_URL: (await testRedis()).url };
    taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    takenPort = String((taken.address() as { port: number }).port);
  });

  afterAll(async () => {
    await database.close();
    await remove();
    taken.close();
  });

  const failure = async (wrong: NodeJS.ProcessEnv): Promise<string> => {
    const started = await Started.with({ ...env, ...wrong });
    expect(await started.exitCode()).toBe(1);
    return started.output;
  };

  it('names a port that is in use, and the setting that chose it', async () => {
    expect(await failure({ PORT: takenPort })).toBe(
      `muster: port ${takenPort} is in use: set PORT to another one\n`,
    );
    expect(await failure({ EXTRA_PORTS: takenPort })).toBe(
      `muster: port ${takenPort} is in use: set EXTRA_PORTS to another one\n`,
    );
  });

  it('lists every bad setting', async () => {
    const output = await failure({ PORT: 'eighty', LOG_LEVEL: 'loud' });
    expect(output).toMatch(/^muster: bad settings:\n {2}LOG_LEVEL: .+\n {2}PORT: .+\n$/);
  });

  it('says which database or Redis cannot be reached', async () => {
    expect(await failure({ DATABASE_URL: `postgres://somebody:secret@127.0.0.1:9/none` })).toMatch(
      /^muster: cannot reach the database at 127\.0\.0\.1:9 \(DATABASE_URL\): .*ECONNREFUSED.*\n$/,
    );
    expect(await failure({ REDIS_URL: 'redis://127.0.0.1:9' })).toMatch(
      /^muster: cannot reach Redis at 127\.0\.0\.1:9 \(REDIS_URL\): .*ECONNREFUSED.*\n$/,
    );
  });

  it('says so when the data folder cannot be written', async () => {
    expect(await failure({ DATA_DIR: join(__filename, 'data') })).toMatch(
      /^muster: cannot write to \S+ \(DATA_DIR\): a part of the path is a file\n$/,
    );
  });

  it('gives up on an app that ends at every start, with its last words', async () => {
    const output = await failure({ FAKE_APP_FAILS: 'no ink left' });
    expect(output).toMatch(/muster: agent-runner does not start: no ink left\n$/);
  });
});
