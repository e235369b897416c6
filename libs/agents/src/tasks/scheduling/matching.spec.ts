import { type AgentRoom, crewsOf, match, type OpenTask } from './matching';

const task = (id: string, more: Partial<OpenTask> = {}): OpenTask => ({
  ...{ id, orgId: 'o', agentId: null, requiredTools: [] },
  ...more,
});

const agent = (id: string, more: Partial<AgentRoom> = {}): AgentRoom => ({
  ...{ id, orgId: 'o', tools: [], load: 0, most: 3, lastActiveAt: 0 },
  ...more,
});

const given = (tasks: OpenTask[], agents: AgentRoom[]) =>
  match(tasks, agents).map(({ taskId, agentId }) => `${taskId}→${agentId}`);

describe('match', () => {
  it('gives each task to the least loaded agent, counting what it has given itself', () => {
    const agents = [agent('a', { load: 1 }), agent('b')];
    expect(given([task('1'), task('2'), task('3')], agents)).toEqual(['1→b', '2→a', '3→b']);
  });

  it('prefers, of those with equal load, whom nobody needed for the longest time', () => {
    const agents = [agent('a', { lastActiveAt: 20 }), agent('b', { lastActiveAt: 10 })];
    expect(given([task('1')], agents)).toEqual(['1→b']);
  });

  it('gives nobody more than they may have, and the first tasks first', () => {
    const agents = [agent('a', { load: 1, most: 2 })];
    expect(given([task('1'), task('2')], agents)).toEqual(['1→a']);
  });

  it('needs all the tools that a task asks for', () => {
    const agents = [agent('a', { tools: ['web'] }), agent('b', { tools: ['web', 'code'], load: 2 })];
    const tasks = [task('1', { requiredTools: ['code', 'web'] }), task('2', { requiredTools: ['mail'] })];
    expect(given(tasks, agents)).toEqual(['1→b']);
  });

  it('leaves a task to the agent that somebody named', () => {
    const agents = [agent('a'), agent('b', { load: 2 }), agent('c', { load: 3 })];
    expect(given([task('1', { agentId: 'b' }), task('2', { agentId: 'c' })], agents)).toEqual(['1→b']);
  });

  it('stays within the organization', () => {
    expect(given([task('1', { orgId: 'p' })], [agent('a')])).toEqual([]);
  });
});

describe('the crews of organizations', () => {
  it('say what is there together and what each has, once', () => {
    const agents = [
      agent('a', { tools: ['web', 'code'] }),
      agent('b', { tools: ['code', 'web'] }),
      agent('c', { tools: ['mail'] }),
      agent('d', { orgId: 'p' }),
    ];
    expect(crewsOf(agents)).toEqual([
      {
        ...{ orgId: 'o', agents: ['a', 'b', 'c'], tools: ['web', 'code', 'mail'] },
        kinds: [['code', 'web'], ['mail']],
      },
      { orgId: 'p', agents: ['d'], tools: [], kinds: [[]] },
    ]);
  });
});
