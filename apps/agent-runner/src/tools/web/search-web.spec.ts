import type { ServerResponse } from 'node:http';
import { Outside } from '@muster/testing';
import { ToolLab } from '../../testing/tool-lab';

describe('search_web', () => {
  let engine: Outside;
  let lab: ToolLab;
  let answer: (response: ServerResponse) => void;

  const results = (...hits: object[]): void => {
    answer = (response) => response.end(JSON.stringify({ query: 'x', results: hits, answers: [] }));
  };

  beforeAll(async () => {
    engine = await Outside.start((_, response) => {
      answer(response);
    });
    lab = await ToolLab.open({ SEARCH_URL: engine.url('/searx').replace('//', '//ada:s3cret@') });
  });
  afterAll(() => Promise.all([lab.close(), engine.close()]));

  it('asks the engine of the installation, also inside the house, and gives its hits', async () => {
    results(
      { url: 'https://a.example/', title: 'A  \n page', content: 'about <b>cats</b>', engine: 'x', score: 2 },
      { url: 'https://b.example/', title: 'B', content: null },
    );
    const call = { query: 'cats & dogs', language: 'en', timeRange: 'month' };
    const { result } = await lab.step(`[[search_web ${JSON.stringify(call)}]]`);
    expect(result).toMatchObject({
      status: 'SUCCESS',
      summary: '2 pages found',
      details: {
        query: 'cats & dogs',
        hits: [
          { title: 'A page', url: 'https://a.example/', snippet: 'about <b>cats</b>' },
          { title: 'B', url: 'https://b.example/', snippet: '' },
        ],
      },
    });
    const visit = engine.visits.at(-1);
    const { pathname, searchParams } = new URL(visit?.path ?? '', 'http://x');
    expect([pathname, Object.fromEntries(searchParams)]).toEqual([
      '/searx/search',
      { q: 'cats & dogs', format: 'json', language: 'en', time_range: 'month' },
    ]);
    expect(visit?.headers.authorization).toBe(`Basic ${Buffer.from('ada:s3cret').toString('base64')}`);
  });

  it('gives as many as are wanted, each address once, and no other kinds of addresses', async () => {
    const many = Array.from({ length: 30 }, (_, n) => ({
      url: `https://a.example/${n}`,
      title: `Page ${n}`,
    }));
    results({ url: 'javascript:alert(1)', title: 'bad' }, ...many, ...many);
    const hitsOf = async (call: object): Promise<unknown[]> =>
      ((await lab.step(`[[search_web ${JSON.stringify(call)}]]`)).result.details as { hits: unknown[] }).hits;
    expect(await hitsOf({ query: 'cats' })).toHaveLength(8);
    expect(await hitsOf({ query: 'cats', count: 20 })).toHaveLength(20);
    results(
      { url: 'https://a.example/', title: 'x'.repeat(5_000), content: 'y'.repeat(5_000) },
      many[0] as object,
    );
    expect(JSON.stringify(await hitsOf({ query: 'cats' })).length).toBeLessThan(1_500);
  });

  it.each([
    ['an error', (response: ServerResponse) => response.writeHead(500).end(), /answered 500/],
    ['no JSON allowed', (response: ServerResponse) => response.writeHead(403).end(), /search\.formats/],
    ['something else', (response: ServerResponse) => response.end('<html>'), /list of results/],
    ['nothing', (response: ServerResponse) => response.destroy(), /does not answer/],
  ])('tells the agent of %s, and the task goes on', async (_, talk, error) => {
    answer = talk;
    const task = await lab.task();
    const { result } = await lab.step('[[search_web cats]]', task);
    expect(result).toMatchObject({ status: 'FAILURE', error: expect.stringMatching(error) });
    expect(JSON.stringify(result)).not.toContain('s3cret');
    expect((await lab.step('hello', task)).result.status).toBe('SUCCESS');
  });

  it.each([
    { query: '' },
    { query: 'x', count: 21 },
    { query: 'x', language: 'en&safesearch=0' },
    { query: 'x', timeRange: 'ever' },
  ])('refuses %j', async (call) => {
    const before = engine.visits.length;
    expect((await lab.step(`[[search_web ${JSON.stringify(call)}]]`)).result.error).toMatch(
      /invalid parameters/,
    );
    expect(engine.visits).toHaveLength(before);
  });
});

describe('without an engine, search_web', () => {
  it('is not offered, and says why when it is called all the same', async () => {
    const lab = await ToolLab.open();
    const task = await lab.task();
    const { result } = await lab.step('[[search_web cats]]', task);
    expect(result).toMatchObject({ status: 'FAILURE', error: 'search_web is off: SEARCH_URL is not set' });
    expect(await lab.recorded(task, 'turn#1:situation')).toMatchObject({
      actions: expect.not.arrayContaining(['search_web', 'browse_page']),
    });
    await lab.close();
  });
});
