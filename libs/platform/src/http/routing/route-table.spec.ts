import { DomainError } from '../../errors/domain.errors';
import { RouteTable } from './route-table';

const tableOf = (...patterns: string[]): RouteTable<string> => {
  const table = new RouteTable<string>({ sha: /^[0-9a-f]{7,64}$/ });
  for (const pattern of patterns) table.add('GET', pattern, pattern);
  return table;
};

const PLANS = [
  '/plans/:planId/:branch/diffs',
  '/plans/:planId/:branch/current_plan',
  '/plans/:planId/current_plan/:sha',
  '/plans/:planId',
  '/plans/archive',
];

describe('RouteTable', () => {
  it.each([
    ['/plans/archive', '/plans/archive', {}],
    ['/plans/7', '/plans/:planId', { planId: '7' }],
    ['/plans/7/main/current_plan', '/plans/:planId/:branch/current_plan', { planId: '7', branch: 'main' }],
    ['/plans/7/current_plan/0a1b2c3d', '/plans/:planId/current_plan/:sha', { planId: '7', sha: '0a1b2c3d' }],
    ['/plans/7/current_plan/diffs', '/plans/:planId/:branch/diffs', { planId: '7', branch: 'current_plan' }],
    ['/plans/7/feature%2Fx/diffs', '/plans/:planId/:branch/diffs', { planId: '7', branch: 'feature/x' }],
  ])('resolves %s by what is most specific, in any order of registration', (path, value, params) => {
    expect(tableOf(...PLANS).find('GET', path)).toEqual({ value, params });
    expect(tableOf(...PLANS.toReversed()).find('GET', path)).toEqual({ value, params });
  });

  it('answers both forms of a path, with and without one trailing slash', () => {
    const table = tableOf('/', '/agents');
    expect(table.find('GET', '/agents/')?.value).toBe('/agents');
    expect(table.find('GET', '/')?.value).toBe('/');
    expect(table.find('GET', '/agents//')).toBeUndefined();
  });

  it('never takes nothing for a parameter', () => {
    const table = tableOf('/a/:id', '/a/:id/b');
    expect(table.find('GET', '/a//b')).toBeUndefined();
    expect(table.find('GET', '/a/')).toBeUndefined();
  });

  it('hands on the rest of a path where the route asks for it', () => {
    const table = tableOf('/repos/*path', '/preview/:port{/*path}', '/repos');
    expect(table.find('GET', '/repos/a/b%20c')?.params).toEqual({ path: 'a/b c' });
    expect(table.find('GET', '/repos')?.value).toBe('/repos');
    expect(table.find('GET', '/preview/80')?.params).toEqual({ port: '80', path: '' });
    expect(table.find('GET', '/preview/80/x/y')?.params).toEqual({ port: '80', path: 'x/y' });
  });

  it('knows under which methods a path exists', () => {
    const table = tableOf('/a/:id');
    table.add('DELETE', '/a/:key', 'remove');
    expect(table.methodsOf('/a/1')).toEqual(['GET', 'DELETE']);
    expect(table.find('DELETE', '/a/1')?.params).toEqual({ key: '1' });
    expect(table.methodsOf('/b')).toEqual([]);
  });

  it('refuses a second handler for one route, and patterns it cannot match', () => {
    expect(() => tableOf('/a/:id', '/a/:other')).toThrow('two handlers');
    expect(() => tableOf('/a/:id.json')).toThrow('unsupported');
    expect(() => tableOf('/a/x:id')).toThrow('unsupported');
    expect(() => tableOf('/a/:id(\\d+)')).toThrow('unsupported');
  });

  it('refuses a path that is not properly encoded', () => {
    expect(() => tableOf('/a/:id').find('GET', '/a/%E0%A4%A')).toThrow(DomainError);
  });
});
