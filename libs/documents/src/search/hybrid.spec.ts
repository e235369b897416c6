import { FakeModelServer } from '@muster/testing';
import type { Owner } from '../owner';
import { DocumentsApp, documentsApp, someone } from '../testing/documents-app';
import { Pgvector } from '../vectors/pgvector';
import type { VectorSpace } from '../vectors/vector-spaces';
import { SearchOptions, SearchService } from './search.service';

let server: FakeModelServer;
let app: DocumentsApp;

beforeAll(async () => {
  server = await FakeModelServer.start();
});
beforeEach(async () => {
  server.reset();
  app = await documentsApp({ OPENAI_COMPATIBLE: `local=${server.url}`, EMBEDDING_MODEL: 'local/one' });
});
afterEach(() => app.close());
afterAll(() => server.close());

const page = (owner: Owner, query: string, options?: SearchOptions) =>
  app.get(SearchService).page(owner, query, options);
const titles = async (owner: Owner, query: string, options?: SearchOptions): Promise<string[]> =>
  (await page(owner, query, options)).items.map(({ document }) => document.filename);

async function library(owner: Owner, texts: Record<string, string>): Promise<void> {
  for (const [filename, text] of Object.entries(texts)) await app.ingested(owner, text, { filename });
}

/** The same whether the server has pgvector or not. */
describe('search by words and by meaning', () => {
  it('finds what shares no word with the query', async () => {
    const owner = someone();
    await library(owner, { garage: 'Every automobile needs oil.', farm: 'Every cow needs grass.' });
    expect((await titles(owner, 'cars'))[0]).toBe('garage');
    expect((await titles(owner, 'physicians and cows'))[0]).toBe('farm');
  });

  it('puts first what both find, before what only one finds', async () => {
    const owner = someone();
    await library(owner, {
      both: 'The doctor will see you, said the doctor.',
      meaning: 'The physician will see you, said the medic.',
      words: `Doctor ${'and other words that mean something else '.repeat(8)}`,
      neither: 'Herons eat fish by the river.',
    });
    const found = await titles(owner, 'doctor');
    expect(found[0]).toBe('both');
    expect(found.indexOf('meaning')).toBeLessThan(found.indexOf('neither'));
    expect(found.indexOf('words')).toBeLessThan(found.indexOf('neither'));
  });

  it('pages without doubles or gaps, in one order', async () => {
    const owner = someone();
    await library(
      owner,
      Object.fromEntries(
        Array.from({ length: 9 }, (_, n) => [`${n}`, `The car ${'of mine '.repeat(n)} is number ${n}.`]),
      ),
    );
    const whole = await titles(owner, 'vehicles and cars', { limit: 100 });
    expect(new Set(whole).size).toBe(9);
    const pages: string[] = [];
    for (let offset: number | undefined = 0; offset !== undefined;) {
      const { items, next } = await page(owner, 'vehicles and cars', { limit: 4, offset });
      pages.push(...items.map(({ document }) => document.filename));
      offset = next;
    }
    expect(pages).toEqual(whole);
    await expect(page(owner, 'car', { offset: 999, limit: 2 })).rejects.toThrow('at most 1000 hits');
  });

  it('looks only where the filter says, by either way', async () => {
    const owner = someone();
    await library(owner, { one: 'An automobile.', two: 'A vehicle of wood.' });
    const { items } = await page(owner, 'vehicle');
    const two = items.find(({ document }) => document.filename === 'two')?.document.id ?? '';
    expect(await titles(owner, 'car', { documentIds: [two] })).toEqual(['two']);
    expect(await titles(owner, 'car', { documentIds: [] })).toEqual([]);
  });

  it('never shows one owner what another has', async () => {
    const [owner, other] = [someone(), someone()];
    await library(owner, { mine: 'A sofa.' });
    await library(other, { theirs: 'A couch, a couch, a settee.' });
    expect(await titles(owner, 'couch')).toEqual(['mine']);
    expect(await titles({ orgId: owner.orgId, userId: null }, 'couch')).toEqual([]);
    expect(await titles({ orgId: owner.orgId, userId: other.userId }, 'couch')).toEqual([]);
  });

  it('goes by words alone, and soon, while the model is away', async () => {
    const owner = someone();
    await library(owner, { words: 'A car.', meaning: 'An automobile.' });
    server.requests.length = 0;
    server.always({ status: 500 });
    expect(await titles(owner, 'car')).toEqual(['words']);
    const asked = server.requests.length;
    expect(asked).toBeGreaterThan(0);
    expect(await titles(owner, 'a car')).toEqual(['words']);
    expect(server.requests).toHaveLength(asked);
  });

  it('does not wait for a model that does not answer', async () => {
    const owner = someone();
    await library(owner, { words: 'A car.' });
    server.always({ delayMs: 60_000 });
    expect(await titles(owner, 'car')).toEqual(['words']);
  });

  it('asks for the vector of a query once', async () => {
    const owner = someone();
    await library(owner, { garage: 'An automobile.' });
    server.requests.length = 0;
    for (let n = 0; n < 3; n += 1) expect(await titles(owner, 'car')).toEqual(['garage']);
    expect(server.requests.map(({ inputs }) => inputs)).toEqual([['car']]);
  });

  it('asks for none where there is nothing to compare it with', async () => {
    expect(await titles(someone(), 'car')).toEqual([]);
    expect(server.requests).toEqual([]);
  });

  it('uses of several models what fits', async () => {
    const owner = someone();
    await library(owner, { before: 'An automobile.' });
    server.always({ dimensions: 64 });
    expect(await titles(owner, 'car')).toEqual([]);
    await library(owner, { after: 'A vehicle.' });
    expect(await titles(owner, 'car')).toEqual(['after']);
    expect(await titles(owner, 'automobile')).toEqual(['before', 'after']);
  });

  it('forgets a deleted document, in every table', async () => {
    const owner = someone();
    await library(owner, { other: 'A sofa.' });
    const before = await rowsOfTables();
    const { id } = await app.ingested(owner, 'An automobile. '.repeat(200), { filename: 'gone' });
    expect((await titles(owner, 'car'))[0]).toBe('gone');
    expect(await rowsOfTables()).not.toEqual(before);
    await app.documents.remove(owner, id);
    expect(await titles(owner, 'car')).toEqual(['other']);
    expect(await rowsOfTables()).toEqual(before);
  });

  it('makes the copy from what is there, without asking the model', async () => {
    const owner = someone();
    await library(owner, { garage: 'An automobile.', farm: 'A cow.' });
    const before = await titles(owner, 'car');
    const { rows } = await app.pool.query<VectorSpace>(
      'SELECT id, model, dimensions, indexed FROM vector_space',
    );
    const [space] = rows;
    if (space?.indexed === 'yes') await app.pool.query('TRUNCATE chunk_vector');
    await app.pool.query(`UPDATE vector_space SET indexed = 'no'`);
    server.requests.length = 0;
    await app.get(Pgvector).build({ ...(space as VectorSpace), indexed: 'no' });
    const { rows: after } = await app.pool.query<VectorSpace>('SELECT indexed FROM vector_space');
    expect(after[0]?.indexed).toBe(space?.indexed);
    expect(await titles(owner, 'car')).toEqual(before);
    expect(server.requests).toEqual([]);
  });

  it('keeps a copy in pgvector exactly where the server has it', async () => {
    const owner = someone();
    await library(owner, { garage: 'An automobile.' });
    const { rows: offered } = await app.pool.query(
      `SELECT 1 FROM pg_available_extensions WHERE name = 'vector'`,
    );
    const { rows: spaces } = await app.pool.query<{ indexed: string }>('SELECT indexed FROM vector_space');
    expect(spaces).toEqual([{ indexed: offered.length > 0 ? 'yes' : 'no' }]);
    const { rows: copies } = await app.pool.query<{ name: string | null }>(
      `SELECT to_regclass('chunk_vector') AS name`,
    );
    expect(copies[0]?.name !== null).toBe(offered.length > 0);
  });
});

/** Rows of every table but those that tell of the owner and of models, not of documents. */
async function rowsOfTables(): Promise<Record<string, number>> {
  const { rows } = await app.pool.query<{ name: string }>(
    `SELECT relname AS name FROM pg_stat_user_tables WHERE schemaname = 'public'
     AND relname NOT IN ('corpus', 'vector_space', 'usage_entry')`,
  );
  const counted: Record<string, number> = {};
  for (const { name } of rows) {
    const { rows: count } = await app.pool.query<{ n: number }>(`SELECT count(*)::int AS n FROM "${name}"`);
    counted[name] = count[0]?.n ?? -1;
  }
  return counted;
}
