import { eventually } from '@muster/testing';
import { FeatureCatalog } from '../../../apps/gateway/src/surfaces/protocols/mcp/catalog/feature';
import { CHAIN, RunsService } from '@muster/runs';
import type { Person, RunningGateway } from '../../support/installation';
import { Bench, call, GENERATIONS } from './bench';
import { CONFORMANCE } from './conformance.features';
import { Door } from './door';
import { RawClient, RawStream } from './raw-client';

/** No runner is there: whatever is started waits until somebody ends it. */
describe('MCP clients before several copies of the gateway', () => {
  let bench: Bench;
  let other: RunningGateway;
  let door: Door;

  beforeAll(async () => {
    bench = await Bench.start();
    other = await bench.installation.startGateway();
    for (const { app } of [bench.gateway, other]) app.get(FeatureCatalog, { strict: false }).add(CONFORMANCE);
    door = await Door.open([bench.gateway.url, other.url]);
  });

  afterAll(async () => {
    await door.close();
    await bench.close();
  });

  const runsOf = async ({ actor }: Person) =>
    (await runs().list({ orgId: actor.orgId, userId: actor.userId }, { limit: 10 })).items;
  const runs = () => bench.gateway.app.get(RunsService, { strict: false });

  const started = (who: Person) =>
    eventually(async () => (await runsOf(who)).find(({ status }) => status === 'queued'), 'a run is queued');

  const ended = (who: Person) =>
    eventually(async () => (await runsOf(who)).every(({ status }) => status === 'cancelled'), 'it is over');

  it.each(Object.entries(GENERATIONS))(
    'a client %s cancels a call that another copy serves',
    async (_, options) => {
      const who = await bench.gateway.person();
      const client = await bench.connect(who, options, door.url);
      const stop = new AbortController();
      const asked = client.callTool(
        { name: 'ask_documents', arguments: { question: 'Is anybody there?' } },
        { signal: stop.signal },
      );
      await started(who);
      stop.abort('enough');
      await expect(asked).rejects.toThrow();
      await ended(who);
      expect(await call(client, 'list_documents')).toEqual({ documents: [], next_cursor: null });
    },
  );

  it.each(Object.entries(GENERATIONS))(
    'a client %s is told about its runs, and no others',
    async (_, options) => {
      const who = await bench.gateway.person();
      const client = await bench.connect(who, options, door.url);
      const run = await call(client, 'start_run', { request: 'watch me' });
      const silent = await call(client, 'start_run', { request: 'not me' });
      const foreign = await runs().start(bench.stranger.actor, CHAIN, { input: { prompts: ['x'] } });
      const uri = `muster://runs/${run.id}`;
      const told: string[] = [];
      client.setNotificationHandler('notifications/resources/updated', ({ params }) => {
        told.push(params.uri);
      });
      const foreignUri = `muster://runs/${foreign.id}`;
      if (options.versionNegotiation.mode === 'legacy') {
        await expect(client.subscribeResource({ uri: foreignUri })).rejects.toThrow(/not found/i);
        await expect(client.subscribeResource({ uri: 'muster://documents/x' })).rejects.toThrow(/not told/);
        await client.subscribeResource({ uri });
      } else await client.listen({ resourceSubscriptions: [uri, foreignUri] });
      await runs().cancel({ orgId: bench.stranger.actor.orgId }, foreign.id);
      await call(client, 'cancel_run', { run_id: silent.id });
      await eventually(async () => {
        // The stream of a session may open a moment after the subscription.
        await call(client, 'send_message', { run_id: run.id, message: 'still there?' });
        return told.length > 0;
      }, 'something is told');
      expect(new Set(told)).toEqual(new Set([uri]));
    },
  );

  it('an answer of the client finds the call that asked, in whatever copy, and only its own', async () => {
    const client = await RawClient.connect(bench.gateway.url, bench.ada.token, { elicitation: {} });
    const stranger = await RawClient.connect(other.url, bench.stranger.token, { elicitation: {} });
    const stream = await client.open('tools/call', {
      name: 'test_elicitation',
      arguments: { message: 'Who are you?' },
    });
    const asked = await stream.message();
    expect(asked.message.method).toBe('elicitation/create');
    const answer = (name: string) => ({
      id: asked.message.id,
      result: { action: 'accept', content: { username: name, email: 'e@example.com' } },
    });
    expect((await stranger.post(answer('stranger'))).status).toBe(202);
    expect((await client.at(other.url).post(answer('ada'))).status).toBe(202);
    const { message } = await stream.message();
    expect(JSON.stringify(message.result)).toContain('ada');
    expect(await stream.rest()).toEqual([]);
  });

  it('a stream that was lost goes on at another copy, for its owner alone', async () => {
    const client = await RawClient.connect(bench.gateway.url, bench.ada.token);
    const stream = await client.open('tools/call', {
      name: 'ask_documents',
      arguments: { question: 'Is anybody there?' },
    });
    const { id } = await stream.event();
    stream.lose();
    const run = await started(bench.ada);
    const stranger = client.as(bench.stranger.token);
    expect((await stranger.at(other.url).listen(id)).status).toBe(405);
    const resumed = await client.at(other.url).resume(id);
    await runs().cancel({ orgId: run.orgId }, run.id);
    const { message } = await resumed.message();
    expect(message.result).toMatchObject({ isError: true, content: [{ text: 'the run was cancelled' }] });
    expect(await resumed.rest()).toEqual([]);
    // And once more, from the beginning, after it is over.
    const again = await client.resume(id);
    expect((await again.message()).message.result).toMatchObject({ isError: true });
    expect(await again.rest()).toEqual([]);
  });

  it('a copy that leaves sends its listeners away at once', async () => {
    const leaving = await bench.installation.startGateway({ DRAIN_SECONDS: '600' });
    const client = await bench.connect(bench.ada, GENERATIONS['that says all in each request'], leaving.url);
    const { closed } = await client.listen({ resourceSubscriptions: ['muster://runs/x'] });
    const session = await RawClient.connect(leaving.url, bench.ada.token);
    const stream = RawStream.of(await session.listen(), new AbortController());
    await leaving.close();
    expect(await closed).toBe('graceful');
    expect(await stream.rest()).toEqual([]);
  });

  it('a call without a session ends with its client', async () => {
    const who = await bench.gateway.person();
    const client = RawClient.without(bench.gateway.url, who.token);
    const stream = await client.open('tools/call', {
      name: 'ask_documents',
      arguments: { question: 'Is anybody there?' },
    });
    await started(who);
    stream.lose();
    await ended(who);
  });
});
