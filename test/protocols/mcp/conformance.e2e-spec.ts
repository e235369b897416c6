import { FeatureCatalog } from '../../../apps/gateway/src/surfaces/protocols/mcp/catalog/feature';
import { Installation, type RunningGateway } from '../../support/installation';
import { CONFORMANCE } from './conformance.features';
import { knownScenarios, type Outcome, runSuite } from './conformance.suite';
import { Door } from './door';

/** Scenarios that the server fails with all that the suite asks for, and why. */
const EXPECTED_FAILURES: Record<string, string> = {};

const ASKS = 'asks for a feature of its own, which the product does not offer';

/** Scenarios that say nothing about the product as it is, and why. */
const NOT_APPLICABLE: Record<string, string> = {
  'completion-complete': ASKS,
  'elicitation-sep1034-defaults': ASKS,
  'elicitation-sep1330-enums': ASKS,
  'json-schema-2020-12': ASKS,
  'logging-set-level': 'the product sends no log messages, and says so',
  'prompts-get-embedded-resource': ASKS,
  'prompts-get-simple': ASKS,
  'prompts-get-with-args': ASKS,
  'prompts-get-with-image': ASKS,
  'resources-read-binary': ASKS,
  'resources-read-text': ASKS,
  'resources-subscribe': ASKS,
  'resources-templates-read': ASKS,
  'resources-unsubscribe': ASKS,
  'server-sse-polling': ASKS,
  'tools-call-audio': ASKS,
  'tools-call-elicitation': ASKS,
  'tools-call-embedded-resource': ASKS,
  'tools-call-error': ASKS,
  'tools-call-image': ASKS,
  'tools-call-mixed-content': ASKS,
  'tools-call-sampling': ASKS,
  'tools-call-simple-text': ASKS,
  'tools-call-with-logging': ASKS,
  'tools-call-with-progress': ASKS,
};

describe('the public conformance suite of the Model Context Protocol', () => {
  let installation: Installation;
  const doors: Door[] = [];

  beforeAll(async () => {
    installation = await Installation.create();
  });

  afterAll(async () => {
    await Promise.all(doors.map((door) => door.close()));
    await installation.close();
  });

  /** Each request reaches another of the gateways, with a credential, as behind any balancer. */
  const outcomes = async (...gateways: [RunningGateway, ...RunningGateway[]]) => {
    const { token } = await gateways[0].person();
    const door = await Door.open(
      gateways.map(({ url }) => url),
      { token },
    );
    doors.push(door);
    return runSuite(`${door.url}/mcp`);
  };

  const failing = (all: Map<string, Outcome>) =>
    Object.fromEntries(
      [...all].filter(([, { passed }]) => !passed).map(([name, { complaints }]) => [name, complaints]),
    );

  it('is passed by two copies of the server, with the features that the suite asks for', async () => {
    const copies = [await installation.startGateway(), await installation.startGateway()] as const;
    for (const { app } of copies) app.get(FeatureCatalog, { strict: false }).add(CONFORMANCE);
    const all = await outcomes(...copies);
    expect([...all.keys()].sort()).toEqual((await knownScenarios()).sort());
    expect(all.size).toBeGreaterThanOrEqual(32);
    const expected = Object.keys(EXPECTED_FAILURES).map((name) => [name, expect.anything()]);
    expect(failing(all)).toEqual(Object.fromEntries(expected));
  }, 120_000);

  it('is passed by the product as it is, as far as it applies', async () => {
    const all = await outcomes(await installation.startGateway());
    const expected = Object.keys(NOT_APPLICABLE).map((name) => [name, expect.anything()]);
    expect(failing(all)).toEqual(Object.fromEntries(expected));
    expect([...all].flatMap(([name, { passed }]) => (passed ? [name] : [])).sort()).toEqual([
      'dns-rebinding-protection',
      'ping',
      'prompts-list',
      'resources-list',
      'server-initialize',
      'server-sse-multiple-streams',
      'tools-list',
    ]);
  }, 120_000);
});
