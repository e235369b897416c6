import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Client } from '@modelcontextprotocol/client';
import { DocumentsService } from '@muster/documents';
import { upload } from '../../support/step-tasks';
import { Bench, call, failure, GENERATIONS, textOf } from './bench';

const NOTES = resolve(__dirname, '..', '..', '..', 'docs', 'samples', 'field-notes.md');
const QUESTION = 'How long did the installation take on Monday?';

const chapter = (name: string): string =>
  `## ${name}\n\n${Array.from({ length: 30 }, (_, n) => `${name} says sentence number ${n}.`).join('\n\n')}\n\n`;
const LONG = `# The book\n\n${['Alpha', 'Beta', 'Gamma'].map(chapter).join('')}`;

describe.each(Object.entries(GENERATIONS))('documents for an MCP client %s', (_, options) => {
  let bench: Bench;
  let client: Client;
  let stranger: Client;
  let notes: string;
  let book: string;

  beforeAll(async () => {
    bench = await Bench.start();
    await bench.startRunner();
    bench.startIngest();
    [client, stranger] = [
      await bench.connect(bench.ada, options),
      await bench.connect(bench.stranger, options),
    ];
    notes = await bench.document(bench.ada, 'field-notes.md', await readFile(NOTES, 'utf8'));
    book = await bench.document(bench.ada, 'book.md', LONG);
  }, 60_000);

  afterAll(() => bench.close());

  const textAt = (id: string, span: { start: number; end: number }): Promise<string> =>
    bench.gateway.app.get(DocumentsService, { strict: false }).text(bench.ada.actor, id, span);

  it('finds passages that stand in the documents where it says', async () => {
    const { hits } = await call(client, 'search_documents', { query: 'installation Monday', limit: 3 });
    expect(hits[0]).toMatchObject({ document_id: notes, document_title: 'field-notes.md' });
    expect(hits[0].quote).toContain('nine minutes');
    for (const hit of hits) expect(await textAt(hit.document_id, hit)).toBe(hit.quote);
    const others = await call(client, 'search_documents', { query: 'installation', document_ids: [book] });
    expect(others.hits).toEqual([]);
  });

  it('shows the outline, and reads on from where it says', async () => {
    const { document, chapters, is_complete } = await call(client, 'get_document', { document_id: book });
    expect(document).toMatchObject({ id: book, filename: 'book.md', status: 'ready' });
    expect(chapters.map(({ title }: { title: string }) => title)).toEqual(['Alpha', 'Beta', 'Gamma']);
    expect(is_complete).toBe(true);
    const texts: string[] = [];
    for (let from: number | null = chapters[1].first_block; from !== null;) {
      const { blocks, next_from } = await call(client, 'read_document', {
        document_id: book,
        from,
        limit: 20,
      });
      for (const block of blocks) expect(await textAt(book, block)).toBe(block.text);
      texts.push(...blocks.map(({ text }: { text: string }) => text));
      from = next_from;
    }
    expect(texts).toHaveLength(62);
    expect([texts[0], texts[1], texts[31]]).toEqual(['## Beta', 'Beta says sentence number 0.', '## Gamma']);
  });

  it('lists documents page by page', async () => {
    const first = await call(client, 'list_documents', { limit: 1, sort: 'filename' });
    const second = await call(client, 'list_documents', {
      limit: 1,
      sort: 'filename',
      cursor: first.next_cursor,
    });
    expect([first, second].map(({ documents }) => documents[0].filename)).toEqual([
      'book.md',
      'field-notes.md',
    ]);
    expect(second.next_cursor).toBeNull();
    expect(await failure(client, 'list_documents', { cursor: 'none' })).toContain('cursor');
  });

  it('answers a question with citations, and tells how far it is', async () => {
    const told: number[] = [];
    const result = await client.callTool(
      { name: 'ask_documents', arguments: { question: QUESTION } },
      { onprogress: ({ progress }) => told.push(progress) },
    );
    const answer = result.structuredContent as Answered;
    expect(answer.status).toBe('answered');
    expect(answer.citations.length).toBeGreaterThan(0);
    expect(answer.unsupported).toEqual([]);
    expect(textOf(result)).toContain('nine minutes');
    expect(textOf(result)).toContain(`document ${notes}`);
    for (const citation of answer.citations)
      expect(await textAt(citation.document_id, citation)).toBe(citation.quote);
    expect(told).toEqual(told.map((_, index) => index + 1));
    expect(told.length).toBeGreaterThan(1);
    expect((await call(client, 'get_run', { run_id: answer.run_id })).status).toBe('succeeded');
  }, 60_000);

  it('serves texts and outlines as resources, in pieces when they are long', async () => {
    const uri = `muster://documents/${book}`;
    const [text] = (await client.readResource({ uri })).contents;
    expect(text).toMatchObject({ uri, mimeType: 'text/plain', text: await textAt(book, span(0, 1e6)) });
    const [rest] = (await client.readResource({ uri: `${uri}/text/11` })).contents;
    expect(rest).toMatchObject({ text: await textAt(book, span(11, 1e6)), _meta: { start: 11 } });
    const [outline] = (await client.readResource({ uri: `${uri}/outline` })).contents;
    expect(JSON.parse((outline as { text: string }).text).chapters).toHaveLength(3);

    const words = 'Muster '.repeat(20_000);
    const long = await bench.document(bench.ada, 'long.txt', words);
    const [first] = (await client.readResource({ uri: `muster://documents/${long}` })).contents;
    const { next, end } = first?._meta as { next: string; end: number };
    const [second] = (await client.readResource({ uri: next })).contents;
    expect([end, second?._meta?.next]).toEqual([100_000, undefined]);
    const whole = [first, second].map((piece) => (piece as { text: string }).text).join('');
    // As a truth, because a failure would print it all.
    expect(whole === (await textAt(long, span(0, 1e6)))).toBe(true);
  }, 60_000);

  it('lists resources page by page, and completes their addresses', async () => {
    const reader = await bench.gateway.person();
    const ids = new Set<string>();
    for (let n = 0; n < 52; n += 1)
      ids.add((await upload(reader.client, `page-${n}.txt`, `Page ${n}`)).body.id as string);
    const pages = await bench.connect(reader, options);
    const { resources } = await pages.listResources();
    expect(new Set(resources.map(({ uri }) => uri.replace('muster://documents/', '')))).toEqual(ids);

    const complete = async (value: string): Promise<string[]> =>
      (
        await pages.complete({
          ref: { type: 'ref/resource', uri: 'muster://documents/{id}' },
          argument: { name: 'id', value },
        })
      ).completion.values;
    const [id = ''] = ids;
    expect(await complete(id.slice(0, 13))).toEqual([id]);
    expect(await complete('page-51')).toHaveLength(1);
    expect(await complete('nothing like it')).toEqual([]);
  }, 60_000);

  it("shows nobody else's documents, and does not say that they exist", async () => {
    const unknown = '00000000-0000-4000-8000-000000000000';
    for (const id of [notes, unknown]) {
      const gone = `document ${id} not found`;
      expect(await failure(stranger, 'get_document', { document_id: id })).toBe(gone);
      expect(await failure(stranger, 'read_document', { document_id: id })).toBe(gone);
      expect(await failure(stranger, 'search_documents', { query: 'x', document_ids: [id] })).toBe(gone);
      for (const path of ['', '/text/0', '/outline'])
        await expect(stranger.readResource({ uri: `muster://documents/${id}${path}` })).rejects.toThrow(
          /not found/i,
        );
    }
    expect(await call(stranger, 'search_documents', { query: 'installation' })).toEqual({ hits: [] });
    expect((await call(stranger, 'list_documents')).documents).toEqual([]);
    expect((await stranger.listResources()).resources).toEqual([]);
  });

  it('says which argument is wrong', async () => {
    expect(await failure(client, 'get_document', { document_id: 'book' })).toContain('must be a UUID');
    expect(await failure(client, 'search_documents', { query: '' })).toContain('query');
    expect(await failure(client, 'read_document', { document_id: book, from: -1 })).toContain('from');
  });

  it('offers prompts that say how to answer from documents', async () => {
    const { prompts } = await client.listPrompts();
    expect(prompts.map(({ name }) => name)).toEqual(['answer_from_documents', 'summarize_document']);
    const { messages } = await client.getPrompt({
      name: 'answer_from_documents',
      arguments: { question: QUESTION },
    });
    expect(messages[0]?.content).toMatchObject({ type: 'text', text: expect.stringContaining(QUESTION) });
    const { completion } = await client.complete({
      ref: { type: 'ref/prompt', name: 'summarize_document' },
      argument: { name: 'document_id', value: 'book' },
    });
    expect(completion.values).toEqual([book]);
  });
});

interface Answered {
  run_id: string;
  status: string;
  citations: Citation[];
  unsupported: unknown[];
}

interface Citation {
  quote: string;
  document_id: string;
  start: number;
  end: number;
}

const span = (start: number, end: number) => ({ start, end });
