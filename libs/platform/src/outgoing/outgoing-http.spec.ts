import type { ServerResponse } from 'node:http';
import type { OutgoingRequest } from './outgoing-http';
import { Outside } from '@muster/testing';
import { clientWith, Names } from './testing/names';

const HOME = { OUTBOUND_ALLOW: '127.0.0.1' };

/** Each of its pages answers as told; the others say which they are. */
async function startSite() {
  const pages: Record<string, (response: ServerResponse) => void> = {};
  const outside = await Outside.start((request, response) => {
    const page = pages[request.url ?? ''];
    if (page) page(response);
    else response.setHeader('x-kind', 'page').end(`you asked for ${request.url}`);
  });
  const redirect = (from: string, location: string, status = 302): void => {
    pages[from] = (response) => response.writeHead(status, { location }).end('elsewhere');
  };
  return { outside, pages, redirect };
}

describe('a request to an address that a user names', () => {
  let outside: Outside;

  beforeEach(async () => {
    ({ outside } = await startSite());
  });
  afterEach(() => outside.close());

  it('brings status, headers, body and the final address', async () => {
    const url = outside.url('/a?b=c#d');
    expect(await clientWith(HOME).request(url, { headers: { accept: 'text/html' } })).toMatchObject({
      url: outside.url('/a?b=c'),
      status: 200,
      headers: { 'x-kind': 'page' },
      body: Buffer.from('you asked for /a?b=c'),
    });
    expect(outside.visits[0]?.headers).toMatchObject({ accept: 'text/html', 'user-agent': 'Muster' });
  });

  it('sends what it is given', async () => {
    const request = { method: 'POST', body: 'ping', headers: { 'X-Key': 'k' } } as const;
    await clientWith(HOME).request(outside.url('/hook'), request);
    expect(outside.visits).toMatchObject([{ method: 'POST', body: 'ping', headers: { 'x-key': 'k' } }]);
  });

  it.each([
    'ftp://files.example/a',
    'file:///etc/passwd',
    'data:text/plain,hello',
    'javascript:1',
    'not a url',
    'http://',
    'http://user:secret@shop.example/',
    'http://secret@shop.example/',
    'http://[fe80::1%25eth0]/',
    'http://999.1.1.1/',
    `http://shop.example/${'x'.repeat(9_000)}`,
  ])('is invalid without a question to anybody: %s', async (url) => {
    const names = new Names({ 'shop.example': [['127.0.0.1']] });
    const error: Error = await clientWith(HOME, names)
      .request(url)
      .catch((caught) => caught);
    expect(error).toMatchObject({ code: 'invalid', details: { fields: { url: expect.any(String) } } });
    expect(error.message).not.toMatch(/secret|passwd/);
    expect(names.asked).toEqual([]);
  });

  it.each([
    '127.0.0.1',
    '127.0.0.1.',
    '127.1',
    '2130706433',
    '0x7f000001',
    '0177.0.0.1',
    '0x7f.1',
    '１２７.0.0.1',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[::127.0.0.1]',
    '[64:ff9b::7f00:1]',
    '0.0.0.0',
    '0',
    'localhost',
    'LOCALHOST',
  ])('is forbidden for where it leads, and nobody is connected to: %s', async (host) => {
    await expect(clientWith({}).request(outside.url('/', host))).rejects.toMatchObject({ code: 'forbidden' });
    expect(outside.connections).toBe(0);
  });

  it.each([[['10.0.0.7']], [['169.254.169.254']], [['::1']], [['127.0.0.1', 'fd00::1']]])(
    'is forbidden for what its name stands for: %j',
    async (addresses) => {
      const client = clientWith({}, new Names({ 'shop.example': [addresses] }));
      await expect(client.request(outside.url('/?key=secret', 'shop.example'))).rejects.toMatchObject({
        code: 'forbidden',
        message: 'shop.example is at no public address',
      });
      expect(outside.connections).toBe(0);
    },
  );

  it('is not made public by a dot behind its name', async () => {
    const client = clientWith({}, new Names({ 'localhost.': [['127.0.0.1']] }));
    await expect(client.request(outside.url('/', 'localhost.'))).rejects.toMatchObject({ code: 'forbidden' });
    expect(outside.connections).toBe(0);
  });

  it('goes to the admitted ones of several addresses', async () => {
    const names = new Names({ 'shop.example': [['10.0.0.1', '127.0.0.1']] });
    const { status } = await clientWith(HOME, names).request(outside.url('/', 'shop.example'));
    expect(status).toBe(200);
    expect(outside.visits[0]?.headers.host).toBe(`shop.example:${outside.port}`);
  });

  it('connects to what was checked, whatever the name stands for a moment later', async () => {
    const place = { address: '127.0.0.2', port: outside.port };
    const inside = await Outside.start((_, response) => response.end('inside'), place);
    const names = new Names({ 'shop.example': [['127.0.0.1'], ['127.0.0.2']] });
    const client = clientWith(HOME, names);
    const { body } = await client.request(outside.url('/', 'shop.example'));
    expect([body.toString(), names.asked]).toEqual(['you asked for /', ['shop.example']]);
    await expect(client.request(outside.url('/', 'shop.example'))).rejects.toMatchObject({
      code: 'forbidden',
    });
    expect(inside.connections).toBe(0);
    await inside.close();
  });

  it('may go to a server of the operator, but not from one request to the next', async () => {
    const client = clientWith({});
    const trustedOrigin = outside.url('').replace(/\/$/, '');
    expect((await client.request(outside.url(), { trustedOrigin })).status).toBe(200);
    await expect(client.request(outside.url())).rejects.toMatchObject({ code: 'forbidden' });
    for (const other of [
      'http://127.0.0.1',
      `https://127.0.0.1:${outside.port}`,
      `http://localhost:${outside.port}`,
    ])
      await expect(client.request(outside.url(), { trustedOrigin: other })).rejects.toMatchObject({
        code: 'forbidden',
      });
  });

  it('asks no proxy of the environment', async () => {
    const proxy = await Outside.start((_, response) => response.end('proxied'));
    const names = ['http_proxy', 'https_proxy', 'all_proxy', 'HTTP_PROXY', 'ALL_PROXY'];
    for (const name of names) process.env[name] = proxy.url();
    expect((await clientWith(HOME).request(outside.url())).body.toString()).toBe('you asked for /');
    expect(proxy.connections).toBe(0);
    for (const name of names) delete process.env[name];
    await proxy.close();
  });
});

describe('a redirect', () => {
  let site: Awaited<ReturnType<typeof startSite>>;
  let other: Outside;

  beforeEach(async () => {
    site = await startSite();
    other = await Outside.start((_, response) => response.end('the other one'));
  });
  afterEach(() => Promise.all([site.outside.close(), other.close()]));

  const request = (
    path: string,
    options: OutgoingRequest = {},
    env: NodeJS.ProcessEnv = HOME,
    names?: Names,
  ) => clientWith(env, names).request(site.outside.url(path), options);

  it('is followed, also where it is relative', async () => {
    site.redirect('/old/page', '../new');
    expect(await request('/old/page')).toMatchObject({ url: site.outside.url('/new'), status: 200 });
  });

  it.each([
    ['http://10.0.0.1/', 'forbidden'],
    ['http://[::1]:9/', 'forbidden'],
    ['http://0x7f000002/', 'forbidden'],
    ['http://inside.example/', 'forbidden'],
    ['file:///etc/passwd', 'invalid'],
    ['http://me:secret@shop.example/', 'invalid'],
  ])('is checked like a first address: %s', async (location, code) => {
    site.redirect('/', location);
    const names = new Names({ 'inside.example': [['192.168.0.1']] });
    await expect(request('/', {}, HOME, names)).rejects.toMatchObject({ code });
  });

  it('resolves its name again, and checks that', async () => {
    site.redirect('/', '/again');
    const names = new Names({ 'shop.example': [['127.0.0.1'], ['127.0.0.2']] });
    const client = clientWith(HOME, names);
    await expect(client.request(site.outside.url('/', 'shop.example'))).rejects.toMatchObject({
      code: 'forbidden',
    });
    expect(site.outside.visits).toHaveLength(1);
  });

  it('is followed five times', async () => {
    for (let n = 0; n < 5; n += 1) site.redirect(`/${n}`, `/${n + 1}`);
    expect((await request('/0')).url).toBe(site.outside.url('/5'));
    site.redirect('/5', '/6');
    await expect(request('/0')).rejects.toMatchObject({ code: 'invalid' });
    site.redirect('/loop', '/loop');
    await expect(request('/loop')).rejects.toMatchObject({ code: 'invalid' });
  });

  it('is an answer like any other where none is to be followed', async () => {
    site.redirect('/', '/new');
    expect(await request('/', { redirects: 0 })).toMatchObject({
      status: 302,
      headers: { location: '/new' },
    });
  });

  it('shows no credential to another server, and not to it on the way back', async () => {
    site.redirect('/', other.url());
    const headers = { Authorization: 'Bearer x', Cookie: 'a=b', 'X-Api-Key': 'k', Accept: 'text/html' };
    await request('/', { headers });
    expect(site.outside.visits[0]?.headers).toMatchObject({ authorization: 'Bearer x', 'x-api-key': 'k' });
    expect(Object.keys(other.visits[0]?.headers ?? {}).sort()).toEqual([
      'accept',
      'accept-encoding',
      'connection',
      'host',
      'user-agent',
    ]);
  });

  it('keeps credentials on the same server', async () => {
    site.redirect('/', '/new');
    await request('/', { headers: { Authorization: 'Bearer x' } });
    expect(site.outside.visits[1]?.headers.authorization).toBe('Bearer x');
  });

  it.each([
    [301, 'GET', ''],
    [302, 'GET', ''],
    [303, 'GET', ''],
    [307, 'POST', 'data'],
    [308, 'POST', 'data'],
  ])('of %i makes of a POST a %s', async (status, method, body) => {
    site.redirect('/', '/new', status);
    await request('/', { method: 'POST', body: 'data' });
    expect(site.outside.visits[1]).toMatchObject({ method, body });
  });

  it('of a trusted server leads to no other one that is not public', async () => {
    site.redirect('/', other.url());
    const trustedOrigin = new URL(site.outside.url()).origin;
    await expect(request('/', { trustedOrigin }, {})).rejects.toMatchObject({ code: 'forbidden' });
    expect(other.connections).toBe(0);
  });
});
