import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { eventually, RUN_SOURCES, testDatabase, type TestDatabase } from '@muster/testing';
import { Client, Pool } from 'pg';
import { keyringOf } from '../keyring';
import { Vault } from '../vault';
import { Rewrapper } from './rewrapper';
import type { SealedColumn } from './sealed-columns';

const ROWS = 1_000;
const [first, second] = ['first', 'second'].map((id) => `${id}:${randomBytes(32).toString('base64')}`);
const [before, during, after] = [first, `${second},${first}`, second].map(
  (text) => new Vault(keyringOf(text)),
) as [Vault, Vault, Vault];

const COLUMN: SealedColumn = { table: 'safe', key: 'id', keyType: 'bigint', column: 'sealed' };

describe('the rewrapper', () => {
  let database: TestDatabase;
  let pool: Pool;

  beforeAll(async () => {
    database = await testDatabase();
    pool = new Pool({ connectionString: database.url, max: 4 });
    pool.on('error', () => undefined);
  });

  beforeEach(async () => {
    await pool.query('DROP TABLE IF EXISTS safe; CREATE TABLE safe (id bigint PRIMARY KEY, sealed text)');
    await pool.query('INSERT INTO safe SELECT * FROM unnest($1::bigint[], $2::text[])', [
      Array.from({ length: ROWS }, (_, id) => id),
      Array.from({ length: ROWS }, (_, id) => before.seal(`safe:${id}`, `secret ${id}`)),
    ]);
  });

  afterAll(async () => {
    await pool.end();
    await database.close();
  });

  const under = async (key: string): Promise<number> => {
    const { rows } = await pool.query<{ count: number }>(
      'SELECT count(*)::int AS count FROM safe WHERE starts_with(sealed, $1)',
      [`m1.${key}.`],
    );
    return rows[0]?.count ?? 0;
  };

  const wrong = async (vault: Vault): Promise<number[]> => {
    const { rows } = await pool.query<{ id: string; sealed: string }>(
      'SELECT id, sealed FROM safe ORDER BY id',
    );
    return rows
      .filter(({ id, sealed }) => vault.open(`safe:${id}`, sealed) !== `secret ${id}`)
      .map(({ id }) => Number(id));
  };

  it('brings every value under the current key, and finds nothing to do afterwards', async () => {
    const rewrapper = new Rewrapper(pool, during);
    expect(await rewrapper.run([COLUMN])).toEqual({ rewrapped: ROWS, failed: 0 });
    expect(await wrong(after)).toEqual([]);
    expect(await rewrapper.run([COLUMN])).toEqual({ rewrapped: 0, failed: 0 });
  });

  it('that is killed in the middle has lost nothing, and another one does the rest', async () => {
    // It gets stuck at a row that somebody holds, in the third of five batches.
    const holder = new Client({ connectionString: database.url });
    await holder.connect();
    await holder.query('BEGIN; SELECT FROM safe WHERE id = 500 FOR UPDATE');
    const child = rewrapInProcess(database.url);
    await eventually(async () => (await under('second')) === 400);
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
    await holder.query('ROLLBACK');
    await holder.end();
    expect(await wrong(during)).toEqual([]);
    const done = await eventually(() => new Rewrapper(pool, during).run([COLUMN]));
    // What the killed one had under way may have been finished by the database.
    expect([400, 600]).toContain(ROWS - done.rewrapped);
    expect(await wrong(after)).toEqual([]);
  });

  it('leaves alone what it cannot open, and nothing else', async () => {
    const strange = new Vault(keyringOf(`strange:${randomBytes(32).toString('base64')}`));
    await pool.query('UPDATE safe SET sealed = $1 WHERE id = 3', [strange.seal('safe:3', 'lost')]);
    await pool.query('UPDATE safe SET sealed = NULL WHERE id = 4');
    expect(await new Rewrapper(pool, during).run([COLUMN])).toEqual({ rewrapped: ROWS - 2, failed: 1 });
    const { rows } = await pool.query<{ sealed: string }>('SELECT sealed FROM safe WHERE id = 3');
    expect(strange.open('safe:3', rows[0]?.sealed ?? '')).toBe('lost');
  });

  it('seals what was kept in clear while there was no key, in its place', async () => {
    const keyless = new Vault(keyringOf(undefined));
    await pool.query('UPDATE safe SET sealed = $1 WHERE id = 3', [keyless.keep('safe:3', 'secret 3')]);
    await pool.query('UPDATE safe SET sealed = $1 WHERE id = 4', ['secret 4']);
    const column = { ...COLUMN, place: 'safe' };
    expect(await new Rewrapper(pool, during).run([column])).toEqual({ rewrapped: ROWS, failed: 0 });
    expect(await under('second')).toBe(ROWS);
    expect(await wrong(after)).toEqual([]);
  });

  it('does not undo a change that came between its reading and its writing', async () => {
    const rewrapper = new Rewrapper(pool, during);
    const rewrap = jest.spyOn(during, 'rewrap');
    const client = new Client({ connectionString: database.url });
    await client.connect();
    await client.query('BEGIN');
    await client.query('UPDATE safe SET sealed = $1 WHERE id = 7', [before.seal('safe:7', 'changed')]);
    const running = rewrapper.run([COLUMN]);
    await eventually(() => rewrap.mock.calls.length >= 200);
    await client.query('COMMIT');
    await client.end();
    await running;
    const { rows } = await pool.query<{ sealed: string }>('SELECT sealed FROM safe WHERE id = 7');
    expect(during.open('safe:7', rows[0]?.sealed ?? '')).toBe('changed');
    rewrap.mockRestore();
  });

  it('lets one process at a time do it, and does nothing without a key', async () => {
    const done = await Promise.all([1, 2, 3].map(() => new Rewrapper(pool, during).run([COLUMN])));
    expect(done.reduce((sum, one) => sum + (one?.rewrapped ?? 0), 0)).toBe(ROWS);
    expect(await new Rewrapper(pool, new Vault(keyringOf(undefined))).run([COLUMN])).toBeUndefined();
  });
});

function rewrapInProcess(url: string): ChildProcess {
  const vault = (name: string): string => JSON.stringify(resolve(__dirname, '..', `${name}.ts`));
  const script = `
    const { Pool } = require('pg');
    const { keyringOf } = require(${vault('keyring')});
    const { Vault } = require(${vault('vault')});
    const { Rewrapper } = require(${vault('rotation/rewrapper')});
    const pool = new Pool({ connectionString: ${JSON.stringify(url)} });
    void new Rewrapper(pool, new Vault(keyringOf(${JSON.stringify(`${second},${first}`)})))
      .run([${JSON.stringify(COLUMN)}]);
  `;
  return spawn(process.execPath, [...RUN_SOURCES, '-e', script], { stdio: ['ignore', 'inherit', 'inherit'] });
}
