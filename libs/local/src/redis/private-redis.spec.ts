import 'reflect-metadata';
import { Processor } from '@nestjs/bull';
import { DynamicModule, Global, INestApplicationContext, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { HandlesJob, Jobs, loadSettings, PlatformSettings, QueueModule, redisClient } from '@muster/platform';
import { eventually } from '@muster/testing';
import { PrivateRedis } from './private-redis';

const GREET = { queue: 'greetings', name: 'greet', attempts: 3, backoff: 1 };

const heard: string[] = [];
let attempts = 0;

@Processor(GREET.queue)
class Greeter {
  @HandlesJob(GREET)
  greet({ data }: { data: { name: string } }): void {
    attempts += 1;
    if (attempts === 1) throw new Error('not yet');
    heard.push(data.name);
  }
}

@Global()
@Module({})
class GivenSettings {
  static of(redisUrl: string): DynamicModule {
    const [settings] = loadSettings([PlatformSettings], { REDIS_URL: redisUrl });
    const provider = { provide: PlatformSettings, useValue: settings };
    return { module: GivenSettings, providers: [provider], exports: [PlatformSettings] };
  }
}

describe('the embedded Redis', () => {
  let redis: PrivateRedis;

  beforeAll(async () => {
    redis = await PrivateRedis.start({ preferInstalled: false, servers: 2 });
  });

  afterAll(() => redis.stop());

  it('carries jobs of the queues, the failed and the delayed ones included', async () => {
    const [url = ''] = redis.urls;
    const Root = {
      module: class Root {},
      imports: [GivenSettings.of(url), QueueModule.forRoot({ sends: [GREET], handles: [GREET] })],
      providers: [Greeter],
    };
    const app: INestApplicationContext = await NestFactory.createApplicationContext(Root, { logger: false });
    const jobs = app.get(Jobs);
    await jobs.enqueue(GREET, { name: 'Ada' }, { id: 'one' });
    await eventually(() => heard.length === 1);
    await jobs.enqueue(GREET, { name: 'Grace' }, { id: 'two', delay: 50 });
    await eventually(() => heard.length === 2);
    expect(heard).toEqual(['Ada', 'Grace']);
    expect(attempts).toBe(3);
    await app.close();
  });

  it('serves several Redises that share neither keys nor channels', async () => {
    const [one, other] = redis.urls.map((url) => redisClient(url));
    if (!one || !other) throw new Error('two were asked for');
    await one.set('key', 'of one');
    expect(await other.get('key')).toBeNull();
    await other.subscribe('channel');
    expect(await one.publish('channel', 'hello')).toBe(0);
    one.disconnect();
    other.disconnect();
  });
});
