import { randomUUID } from 'node:crypto';
import type { Actor } from '@muster/identity';
import { ToolLab } from '../../testing/tool-lab';
import { Logbook, program } from './testing/servers';

describe('servers for some organizations', () => {
  const log = new Logbook();
  const chosen = randomUUID();
  let lab: ToolLab;
  let friend: Actor;

  beforeAll(async () => {
    const some = program(
      { LOG: log.path },
      { organizations: [chosen, 'the-team'], tools: ['add', 'note'], confirm: ['add'] },
    );
    lab = await ToolLab.open({ MCP_SERVERS: JSON.stringify({ some }) });
    friend = await lab.inOrganization({ id: chosen });
  });
  afterAll(() => lab.close());

  const noted = (): string[] => log.lines.filter((line) => line.startsWith('note'));
  const callAs = (actor: Actor) => lab.step('[[call_tool some/note {"line": "x"}]]', undefined, actor);

  it('can be called by those', async () => {
    expect((await callAs(friend)).result.status).toBe('SUCCESS');
    expect((await callAs(await lab.inOrganization({ slug: 'the-team' }))).result.status).toBe('SUCCESS');
    expect(noted()).toHaveLength(2);
  });

  it('are neither offered to others nor called for them', async () => {
    const stranger = await lab.inOrganization({ slug: 'another-team' });
    const task = await lab.task(stranger);
    const { result } = await lab.step('[[call_tool some/note {"line": "x"}]]', task, stranger);
    expect(result.error).toBe('call_tool is off: no server is meant for this organization');
    const situation = await lab.recorded<{ actions: string[]; catalog: unknown }>(task, 'turn#1:situation');
    expect(situation?.actions).not.toContain('call_tool');
    expect(situation?.catalog).toBeNull();
    expect(noted()).toHaveLength(2);
  });

  it('ask where the operator wants it, whatever the tool says of itself', async () => {
    const task = await lab.task(friend);
    const asked = await lab.step('[[call_tool some/add {"a": 1, "b": 2}]]', task, friend);
    expect(asked.result.status).toBe('AWAITING_INPUT');
    const { result } = await lab.step('yes', task, friend);
    expect(result.details).toMatchObject({ structured: { sum: 3 } });
  });
});
