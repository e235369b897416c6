import { FakeModelServer, type FakeRequest, testDatabase } from '@muster/testing';
import type { Document } from '../documents/document.entity';
import type { Owner } from '../owner';
import { SearchService } from '../search/search.service';
import { DocumentsApp, documentsApp, someone, upload } from '../testing/documents-app';
import { EmbeddingBacklog } from './embedding-backlog';
import { EmbeddingSweeper } from './embedding.sweeper';

/** Each line a chunk of its own, so long that no two fit into one. */
const passages = (count: number, word = 'heron'): string =>
  Array.from({ length: count }, (_, n) =>
    `Passage ${n}: ${`${word} ${n} eats fish and `.repeat(40)}.`.slice(0, 900),
  ).join('\f');

let server: FakeModelServer;
let app: DocumentsApp;
const env = () => ({ OPENAI_COMPATIBLE: `local=${server.url}`, EMBEDDING_MODEL: 'local/one' });

beforeAll(async () => {
  server = await FakeModelServer.start();
  app = await documentsApp(env());
});
beforeEach(() => server.reset());
afterAll(async () => {
  await app.close();
  await server.close();
});

async function stored(
  text: string,
  at = app,
): Promise<{ owner: Owner; id: string; now: () => Promise<Document> }> {
  const owner = someone();
  const { id } = await at.documents.create(owner, upload(text));
  await at.ingestion.ingest(id);
  return { owner, id, now: () => at.documents.get(owner, id) };
}

const embedded = (): string[] => server.requests.flatMap(({ inputs }) => inputs);

/** Positions that have a vector, in order, and the spaces these are in. */
async function vectors(
  id: string,
  at = app,
): Promise<{ numbers: number; distinct: number; spaces: string[] }> {
  const { rows } = await at.pool.query<{ number: number; space: string }>(
    `SELECT unnest(b.numbers) AS number, s.model || ' ' || s.dimensions AS space
     FROM vector_block b JOIN vector_space s ON s.id = b.space_id WHERE b.document_id = $1`,
    [id],
  );
  return {
    numbers: rows.length,
    distinct: new Set(rows.map(({ number }) => number)).size,
    spaces: [...new Set(rows.map(({ space }) => space))],
  };
}

/** What is due later is due now. */
const hurry = (id: string) =>
  app.pool.query('UPDATE document_embedding SET due_at = now() WHERE document_id = $1', [id]);

const searchIn = (at: DocumentsApp, owner: Owner, query: string) =>
  at.get(SearchService).search(owner, query);

const due = async (at = app): Promise<string[]> => (await at.get(EmbeddingBacklog).due()).map(({ id }) => id);

describe('a document with an embedder at hand', () => {
  it('can be found by its words at once, and is ready when it is embedded', async () => {
    const { owner, id, now } = await stored(passages(25));
    expect(await now()).toMatchObject({ status: 'ingesting', progress: 0.5, chunkCount: 25 });
    expect(await app.documents.chunks(owner, id)).toEqual({ items: [], nextCursor: null });
    expect(embedded()).toEqual([]);
    const seen: number[] = [];
    server.always(async () => {
      seen.push((await now()).progress);
      return {};
    });
    await app.embedding.embed(id);
    expect(await now()).toMatchObject({ status: 'ready', progress: 1, error: null });
    expect(server.requests.map(({ inputs }) => inputs.length)).toEqual([10, 10, 5]);
    expect(seen).toEqual([0.5, 0.7, 0.9]);
    expect(await vectors(id)).toEqual({ numbers: 25, distinct: 25, spaces: ['local/one 256'] });
  });

  it('is left alone by those who read documents while it waits', async () => {
    const { id, now } = await stored('Waiting.');
    await app.ingestion.ingest(id);
    expect(await now()).toMatchObject({ status: 'ingesting' });
    expect(await due()).toContain(id);
    expect(await due()).not.toContain(id);
  });

  it('is charged to its owner', async () => {
    const { owner, id } = await stored('Who pays?');
    await app.embedding.embed(id);
    const { rows } = await app.pool.query(
      'SELECT org_id, user_id, model, outcome FROM usage_entry WHERE org_id = $1',
      [owner.orgId],
    );
    expect(rows).toEqual([{ org_id: owner.orgId, user_id: owner.userId, model: 'one', outcome: 'ok' }]);
  });

  it('is embedded below its title', async () => {
    const { id } = await stored('Text.');
    await app.embedding.embed(id);
    expect(embedded()).toEqual(['notes.txt\nText.']);
  });
});

describe('an embedding that breaks off', () => {
  it('goes on after the last batch stored, and asks for no vector twice', async () => {
    const { id, now } = await stored(passages(35));
    server.reply({}, {}, { status: 401, error: { message: 'no' } });
    await app.embedding.embed(id);
    expect(await now()).toMatchObject({ status: 'ingesting', progress: 0.5 + 10 / 35 });
    await hurry(id);
    expect(await due()).toContain(id);
    await app.embedding.embed(id);
    expect(await now()).toMatchObject({ status: 'ready', progress: 1, error: null, errorReason: null });
    expect(await vectors(id)).toMatchObject({ numbers: 35, distinct: 35 });
    const asked = server.requests.map(({ inputs }) => inputs[0]);
    expect(asked).toHaveLength(5);
    expect(asked[2]).toBe(asked[3]);
  });

  it('is tried three times, fails with the reason, and leaves its words where they are found', async () => {
    const { owner, id, now } = await stored('A pelican.');
    server.always({ status: 401, error: { message: 'no' } });
    for (let tries = 1; tries <= 3; tries += 1) {
      expect(await now()).toMatchObject({ status: 'ingesting' });
      await hurry(id);
      expect(await due()).toContain(id);
      await app.embedding.embed(id);
    }
    const failed = await now();
    expect(failed).toMatchObject({
      status: 'failed',
      errorReason: 'embedding',
      progress: 0.5,
      chunkCount: 1,
    });
    expect(failed.error).toContain('could not be embedded');
    expect(await searchIn(app, owner, 'pelican')).toHaveLength(1);
  });

  it('that failed is taken up once more when its time has come', async () => {
    const { id, now } = await stored('A cormorant.');
    server.reply({ status: 400, error: { message: 'the model is broken' } });
    await app.embedding.embed(id);
    expect(await now()).toMatchObject({ status: 'failed', errorReason: 'embedding' });
    expect(await due()).not.toContain(id);
    await hurry(id);
    expect(await due()).toContain(id);
    await app.embedding.embed(id);
    expect(await now()).toMatchObject({ status: 'ready', progress: 1, error: null, errorReason: null });
  });

  it('is taken from a worker that died, which can store nothing more', async () => {
    const { id, now } = await stored(passages(15));
    let second: Promise<void> | undefined;
    server.always(async (request: FakeRequest) => {
      if (!second && request.inputs[0]?.includes('Passage 0')) {
        await hurry(id);
        expect(await due()).toContain(id);
        second = app.embedding.embed(id);
        await second;
      }
      return {};
    });
    await app.embedding.embed(id);
    expect(second).toBeDefined();
    expect(await now()).toMatchObject({ status: 'ready' });
    expect(await vectors(id)).toEqual({ numbers: 15, distinct: 15, spaces: ['local/one 256'] });
  });

  it('ends when the document is deleted, without a trace', async () => {
    const { owner, id } = await stored(passages(15));
    server.reply({}, async () => {
      await app.documents.remove(owner, id);
      return {};
    });
    await app.embedding.embed(id);
    for (const table of ['vector_block', 'document_embedding'])
      expect([
        table,
        (await app.pool.query(`SELECT 1 FROM ${table} WHERE document_id = $1`, [id])).rowCount,
      ]).toEqual([table, 0]);
  });
});

describe('a model that changes', () => {
  it('embeds again what it answers in another dimension, while the document stays ready', async () => {
    const { owner, id, now } = await stored(passages(12));
    await app.embedding.embed(id);
    server.always({ dimensions: 64 });
    expect(await searchIn(app, owner, 'what eats fish')).not.toEqual([]);
    await app.get(EmbeddingSweeper).adopt();
    expect(await due()).toContain(id);
    expect(await now()).toMatchObject({ status: 'ready', progress: 1 });
    await app.embedding.embed(id);
    expect(await now()).toMatchObject({ status: 'ready', progress: 1 });
    expect(await vectors(id)).toEqual({ numbers: 12, distinct: 12, spaces: ['local/one 64'] });
  });

  it('in the middle of a document begins that one anew', async () => {
    const { id, now } = await stored(passages(25));
    server.reply({ dimensions: 32 }).always({ dimensions: 48 });
    await app.embedding.embed(id);
    expect(await now()).toMatchObject({ status: 'ready' });
    expect(await vectors(id)).toEqual({ numbers: 25, distinct: 25, spaces: ['local/one 48'] });
  });

  it('embeds again by another name, and what was made without any', async () => {
    const database = await testDatabase();
    const start = (settings: NodeJS.ProcessEnv) => documentsApp({ ...settings, DATABASE_URL: database.url });
    const without = await start({});
    const { id } = await without.ingested(someone(), passages(3));
    const one = await start(env());
    const two = await start({ ...env(), EMBEDDING_MODEL: 'local/two' });
    for (const [at, space] of [
      [one, 'local/one 256'],
      [two, 'local/two 256'],
    ] as const) {
      await at.get(EmbeddingSweeper).adopt();
      expect(await due(at)).toEqual([id]);
      await at.embedding.embed(id);
      expect(await vectors(id, at)).toEqual({ numbers: 3, distinct: 3, spaces: [space] });
    }
    for (const at of [without, one, two]) await at.close();
    await database.close();
  });

  it('to none leaves nothing waiting', async () => {
    const database = await testDatabase();
    const one = await documentsApp({ ...env(), DATABASE_URL: database.url });
    const { owner, id } = await stored('Left alone.', one);
    const none = await documentsApp({ DATABASE_URL: database.url });
    await none.get(EmbeddingSweeper).adopt();
    expect(await none.documents.get(owner, id)).toMatchObject({ status: 'ready', progress: 1 });
    for (const at of [one, none]) await at.close();
    await database.close();
  });
});
