import { originFetch } from './origin-fetch';
import { Outside } from '@muster/testing';

describe('a fetch that is bound to one origin', () => {
  let outside: Outside;

  beforeAll(async () => {
    outside = await Outside.start((request, response) => {
      if (request.url === '/away') response.writeHead(307, { location: '/' }).end();
      else if (request.url === '/none') response.writeHead(204).end();
      else if (request.url === '/large') response.end('x'.repeat(2_000));
      else if (request.url === '/stream') response.write('first');
      else response.setHeader('x-kind', 'page').end('hello');
    });
  });
  afterAll(() => outside.close());

  const open = () => originFetch(new URL(outside.url()).origin, 1_000);

  it('speaks to that server as the usual one does', async () => {
    const { fetch, close } = await open();
    const headers = new Headers({ 'x-key': 'k' });
    const response = await fetch(outside.url(), { method: 'POST', body: '{}', headers });
    expect([response.status, response.headers.get('x-kind'), await response.text()]).toEqual([
      200,
      'page',
      'hello',
    ]);
    expect(outside.visits.at(-1)).toMatchObject({ method: 'POST', body: '{}', headers: { 'x-key': 'k' } });
    expect((await fetch(outside.url('/none'))).status).toBe(204);
    await close();
  });

  it('speaks to no other one, whoever says so', async () => {
    const { fetch, close } = await open();
    const before = outside.visits.length;
    for (const url of [outside.url('/', 'localhost'), 'http://shop.example/'])
      await expect(fetch(url)).rejects.toMatchObject({ code: 'forbidden' });
    expect(outside.visits).toHaveLength(before);
    await expect(fetch(outside.url('/away'))).rejects.toThrow();
    expect(outside.visits).toHaveLength(before + 1);
    await close();
  });

  it('cuts an answer at the limit', async () => {
    const { fetch, close } = await open();
    await expect((await fetch(outside.url('/large'))).text()).rejects.toMatchObject({
      code: 'limit_exceeded',
    });
    await close();
  });

  it('hands streams over as they come, and ends them when it is closed', async () => {
    const { fetch, close } = await open();
    const reader = (await fetch(outside.url('/stream'))).body?.getReader();
    expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe('first');
    const rest = expect(reader?.read()).rejects.toThrow();
    await close();
    await rest;
  });
});
