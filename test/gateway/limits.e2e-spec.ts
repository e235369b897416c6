import { ApiKeysService } from '@muster/identity';
import { RateLimiter } from '@muster/platform';
import type { Response } from 'express';
import Redis from 'ioredis';
import { Installation, Person, RunningGateway } from '../support/installation';
import { ProbeModule } from './probe';

const THINGS = '/probe/things';
const ID = '3fa85f64-5717-4562-b3fc-2c963f66afa6';

const TIGHT = { RATE_LIMIT: 'on', RATE_LIMIT_USER: '3', RATE_LIMIT_ADDRESS: '2', TRUST_PROXY: '1' };

let addresses = 0;

/** An address that nobody has used yet. */
const from = (address = `10.0.0.${(addresses += 1)}`) => ({ headers: { 'x-forwarded-for': address } });

describe('rate limits', () => {
  let installation: Installation;
  let gateway: RunningGateway;
  let ada: Person;

  beforeAll(async () => {
    installation = await Installation.create();
    gateway = await installation.startGateway(TIGHT, ProbeModule);
    ada = await gateway.person();
  });

  afterAll(() => installation.close());

  const statuses = async (times: number, send: () => Promise<{ status: number }>): Promise<number[]> => {
    const seen: number[] = [];
    for (let sent = 0; sent < times; sent += 1) seen.push((await send()).status);
    return seen;
  };

  it('count the requests of a user wherever they come from, and tell what is left', async () => {
    const { client } = await gateway.person();
    const first = await client.get(`${THINGS}/${ID}`, from());
    expect(first.headers.get('x-ratelimit-limit')).toBe('3');
    expect(first.headers.get('x-ratelimit-remaining')).toBe('2');
    expect(first.headers.get('ratelimit-remaining')).toBe('2');
    expect(await statuses(3, () => client.get(`${THINGS}/${ID}`, from()))).toEqual([200, 200, 429]);
  });

  it('say when to come back, in the words of the surface', async () => {
    const { client } = await gateway.person();
    await statuses(3, () => client.get(`${THINGS}/${ID}`));
    const { status, headers, body } = await client.get(`${THINGS}/${ID}`);
    expect([status, body.statusCode]).toEqual([429, 429]);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('count callers without a valid credential by address', async () => {
    const somewhere = from();
    const stranger = gateway.client.as('a.b.c');
    expect(await statuses(3, () => stranger.get(`${THINGS}/${ID}`, somewhere))).toEqual([401, 401, 429]);
    expect((await stranger.get(`${THINGS}/${ID}`, from())).status).toBe(401);
  });

  it('count all addresses of an IPv6 network as one, and IPv4 however it arrives', async () => {
    const stranger = gateway.client.as('a.b.c');
    const counted = async (...addresses: string[]) => {
      const seen = [];
      for (const address of addresses)
        seen.push((await stranger.get(`${THINGS}/${ID}`, from(address))).status);
      return seen;
    };
    expect(await counted('2001:db8:0:1::1', '2001:db8:0:1::2', '2001:db8:0:1:ffff::3')).toEqual([
      401, 401, 429,
    ]);
    expect(await counted('2001:db8:0:2::1')).toEqual([401]);
    expect(await counted('198.51.100.1', '::ffff:198.51.100.1', '198.51.100.1')).toEqual([401, 401, 429]);
  });

  it('never count requests of users against the address they share', async () => {
    const office = from();
    await statuses(3, () => gateway.client.get(`${THINGS}/${ID}`, office));
    expect((await ada.client.get(`${THINGS}/${ID}`, office)).status).toBe(200);
  });

  it('hold across gateways', async () => {
    const second = await installation.startGateway(TIGHT, ProbeModule);
    const { token } = await gateway.person();
    const clients = [gateway.client.as(token), second.client.as(token)];
    const seen = [];
    for (const turn of [0, 1, 0, 1]) seen.push((await clients[turn]?.get(`${THINGS}/${ID}`))?.status);
    expect(seen).toEqual([200, 200, 200, 429]);
  });

  describe('of API keys', () => {
    const mint = async ({ actor }: Person, rateLimit?: number) => {
      const keys = gateway.app.get(ApiKeysService, { strict: false });
      return (await keys.create(actor, { name: 'CI', scopes: ['write'], rateLimit })).key;
    };

    it('are for each key by itself, and leave its user alone', async () => {
      const bob = await gateway.person();
      const [one, other] = [await mint(bob), await mint(bob)].map((key) => gateway.client.as(key));
      expect(await statuses(4, () => one?.get(`${THINGS}/${ID}`) as never)).toEqual([200, 200, 200, 429]);
      expect(await statuses(4, () => other?.get(`${THINGS}/${ID}`) as never)).toEqual([200, 200, 200, 429]);
      expect(await statuses(4, () => bob.client.get(`${THINGS}/${ID}`))).toEqual([200, 200, 200, 429]);
    });

    it('may be the key’s own, in every gateway', async () => {
      const second = await installation.startGateway(TIGHT, ProbeModule);
      const key = await mint(await gateway.person(), 2);
      const clients = [gateway.client.as(key), second.client.as(key)];
      const first = await clients[0]?.get(`${THINGS}/${ID}`);
      expect([first?.status, first?.headers.get('x-ratelimit-limit')]).toEqual([200, '2']);
      const seen = [];
      for (const turn of [1, 0, 1]) seen.push((await clients[turn]?.get(`${THINGS}/${ID}`))?.status);
      expect(seen).toEqual([200, 429, 429]);
      await second.close();
    });

    it('do not loosen what holds for logins', async () => {
      const tight = { ...TIGHT, RATE_LIMIT_LOGIN: '1' };
      const { client } = await installation.startGateway(tight, ProbeModule);
      const key = await mint(await gateway.person());
      const office = from();
      expect(await statuses(2, () => client.as(key).post(`${THINGS}/login`, {}, office))).toEqual([204, 429]);
    });
  });

  it('are tighter for logins, by address, whoever the caller says to be', async () => {
    const tight = { ...TIGHT, RATE_LIMIT_LOGIN: '1', RATE_LIMIT_ADDRESS: '100' };
    const { client } = await installation.startGateway(tight, ProbeModule);
    const office = from();
    const logins = () => client.as(ada.token).post(`${THINGS}/login`, {}, office);
    expect(await statuses(2, logins)).toEqual([204, 429]);
    expect((await client.get(THINGS, office)).status).not.toBe(429);
    expect((await client.post(`${THINGS}/login`, {}, from())).status).toBe(204);
  });

  it('leave health and metrics alone', async () => {
    const office = from();
    expect(await statuses(5, () => gateway.client.get('/health', office))).toEqual(Array(5).fill(200));
  });

  it('slide: half a window later half of it counts', async () => {
    const limiter = gateway.app.get(RateLimiter);
    const response = { setHeader: () => undefined } as unknown as Response;
    const start = 60_000 * 29_000_000;
    const subject = { kind: 'user', id: 'slider' } as const;
    const take = (at: number): Promise<boolean> =>
      limiter.take(subject, response, start + at).then(
        () => true,
        () => false,
      );
    expect(await Promise.all([take(0), take(0), take(0)])).toEqual([true, true, true]);
    expect(await take(59_999)).toBe(false);
    expect(await take(60_001)).toBe(false);
    expect(await take(81_000)).toBe(true);
    expect(await take(81_001)).toBe(false);
    expect(await take(180_001)).toBe(true);
  });

  it('let everybody in while Redis is away', async () => {
    const alone = await installation.startGateway({ ...TIGHT }, ProbeModule);
    const { client } = await alone.person();
    alone.app.get(Redis).disconnect();
    expect(await statuses(5, () => client.get(`${THINGS}/${ID}`))).toEqual(Array(5).fill(200));
  });

  it('are off by a setting', async () => {
    const open = await installation.startGateway({ ...TIGHT, RATE_LIMIT: 'off' }, ProbeModule);
    const { client } = await open.person();
    expect(await statuses(5, () => client.get(`${THINGS}/${ID}`))).toEqual(Array(5).fill(200));
  });
});
