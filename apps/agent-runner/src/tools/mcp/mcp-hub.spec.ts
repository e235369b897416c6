import { randomUUID } from 'node:crypto';
import { ToolLab } from '../../testing/tool-lab';
import { Logbook, program } from './testing/servers';

describe('servers for some organizations', () => {
  const log = new Logbook();
  const chosen = randomUUID();
  let lab: ToolLab;

  beforeAll(async () => {
    const some = program(
      { LOG: log.path },
      { organizations: [chosen, 'the-team'], tools: ['add', 'note'], confirm: ['add'] },
    );
    lab = await ToolLab.open({ MCP_SERVERS: JSON.stringify({ some }) });
  });
  afterAll(() => lab.close());

  const noted = (): string[] => log.lines.filter((line) => line.startsWith('note'));
  const callAs = (orgId: string) =>
    lab.step('[[call_tool some/note {"line": "x"}]]', undefined, { ...lab.actor, orgId });

  it('can be called by those', async () => {
    expect((await callAs(chosen)).result.status).toBe('SUCCESS');
    expect((await callAs(await lab.organization('the-team'))).result.status).toBe('SUCCESS');
    expect(noted()).toHaveLength(2);
  });

  it('are neither offered to others nor called for them', async () => {
    const stranger = { ...lab.actor, orgId: await lab.organization('another-team') };
    const task = await lab.task(stranger);
    const { result } = await lab.step('[[call_tool some/note {"line": "x"}]]', task, stranger);
    expect(result.error).toBe('call_tool is off: no server is meant for this organization');
    const situation = await lab.recorded<{ actions: string[]; catalog: unknown }>(task, 'turn#1:situation');
    expect(situation?.actions).not.toContain('call_tool');
    expect(situation?.catalog).toBeNull();
    expect(noted()).toHaveLength(2);
  });

  it('ask where the operator wants it, whatever the tool says of itself', async () => {
    const actor = { ...lab.actor, orgId: chosen };
    const task = await lab.task(actor);
    const asked = await lab.step('[[call_tool some/add {"a": 1, "b": 2}]]', task, actor);
    expect(asked.result.status).toBe('AWAITING_INPUT');
    const { result } = await lab.step('yes', task, actor);
    expect(result.details).toMatchObject({ structured: { sum: 3 } });
  });
});
