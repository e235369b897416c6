import { covers } from './scopes';

describe('scopes', () => {
  it.each([
    [['admin'], ['admin', 'write', 'read', 'users:write', 'tasks:read']],
    [['write'], ['write', 'read', 'tasks:write', 'tasks:read']],
    [['read'], ['read', 'tasks:read', 'runs:read']],
    [['tasks:write'], ['tasks:write', 'tasks:read']],
    [['users:read'], ['users:read']],
  ])('%j cover what they say', (scopes, covered) => {
    expect(covered.filter((scope) => !covers(scopes, scope))).toEqual([]);
  });

  it.each([
    [['write'], ['admin', 'users:write', 'users:read']],
    [['read'], ['write', 'tasks:write', 'audit:read']],
    [['tasks:write'], ['read', 'write', 'runs:read']],
    [
      ['admin', 'write'],
      ['credentials:read', 'clients:write', 'identity-providers:write', 'nonsense', 'a:b:c', ''],
    ],
    [[], ['read']],
  ])('%j cover no more than that', (scopes, beyond) => {
    expect(beyond.filter((scope) => covers(scopes, scope))).toEqual([]);
  });
});
