import { randomUUID } from 'node:crypto';
import type { HttpAdapter } from '@muster/platform';
import { AppModule as RunnerModule } from '../../apps/agent-runner/src/app.module';
import { administrator } from '../support/administrator';
import { AppProcess } from '../support/app-process';
import { Installation, type RunningGateway } from '../support/installation';
import { changeOfObject, CHANGES, NEED_A_RUNNER } from './changes';
import type { World } from './changing';
import { JOBS_PASSWORD } from './installation-changes';
import { makerOf } from './objects';

const CHANGING = ['POST', 'PUT', 'PATCH', 'DELETE'];
/** One request may do several things, each of which is noted by its own name; or nothing, whatever is asked. */
const SPEAK_FOR_THEMSELVES = ['POST /mcp', 'POST /scim/v2/Bulk', 'POST /scim/v2/.search'];

/**
 * Every route of the product that changes something, on every surface: it writes the one entry that its name says. The
 * routes are those that the product serves: a new one is in here, or fails.
 */
describe('a change', () => {
  let installation: Installation;
  let gateway: RunningGateway;
  let ingest: AppProcess;
  let routes: { method: string; path: string; audit: string | false | undefined }[];
  let world: Omit<World, 'send'>;

  beforeAll(async () => {
    installation = await Installation.create({
      REGISTRATION_ORG: 'personal',
      JOBS_PASSWORD,
      OUTBOUND_ALLOW: '127.0.0.1',
    });
    gateway = await installation.startGateway();
    ingest = AppProcess.start('document-ingest', installation.env);
    world = { installation, gateway, admin: await administrator(gateway) };
    routes = (gateway.app.getHttpAdapter() as unknown as HttpAdapter).declared
      .filter(
        ({ method, path }) =>
          CHANGING.includes(method) && !SPEAK_FOR_THEMSELVES.includes(`${method} ${path}`),
      )
      .map(({ method, path, endpoint: { audit } }) => ({ method, path, audit }));
  }, 60_000);

  afterAll(async () => {
    await ingest.stop();
    await installation.close();
  });

  /** What went wrong with a route, in one line; undefined: it wrote what it should. */
  async function surprise({ method, path, audit }: (typeof routes)[number]): Promise<string | undefined> {
    const requestId = randomUUID();
    const send: World['send'] = (client, verb, url, options) =>
      client.with({ 'x-request-id': requestId }).send(verb, url, options);
    const change = CHANGES[`${method} ${path}`];
    const { status, body } = await (change
      ? change({ ...world, send })
      : changeOfObject({ ...world, send }, method, path));
    if (status >= 300) return `${method} ${path}: ${status} ${JSON.stringify(body)}`;
    const rows = await installation.sql<{ action: string }>(
      'SELECT action FROM audit_entry WHERE request_id = $1',
      [requestId],
    );
    const actions = rows.map(({ action }) => action);
    const wanted = audit ? [audit] : [];
    return JSON.stringify(actions) === JSON.stringify(wanted)
      ? undefined
      : `${method} ${path}: ${actions.join(', ')} instead of ${wanted.join(', ')}`;
  }

  async function surprises(wanted: (name: string) => boolean): Promise<string[]> {
    const found: string[] = [];
    for (const route of routes.filter(({ method, path }) => wanted(`${method} ${path}`))) {
      const problem = await surprise(route);
      if (problem) found.push(problem);
    }
    return found;
  }

  it('is known for every route', () => {
    const unknown = routes
      .map(({ method, path }) => `${method} ${path}`)
      .filter(
        (name) => !(name in CHANGES) && !makerOf(name.slice(name.indexOf('/')).replace(/:(\w+)/g, '{$1}')),
      );
    expect(unknown).toEqual([]);
    expect(routes.length).toBeGreaterThan(60);
  });

  it('writes exactly the entry that its name says', async () => {
    expect(await surprises((name) => !NEED_A_RUNNER.includes(name))).toEqual([]);
  }, 120_000);

  it('does so, too, where something is executed', async () => {
    await installation.startApp(RunnerModule);
    expect(await surprises((name) => NEED_A_RUNNER.includes(name))).toEqual([]);
  }, 60_000);
});
