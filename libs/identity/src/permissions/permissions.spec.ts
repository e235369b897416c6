import { type Actor, ROLES } from '../actors/actor';
import { allows, ANONYMOUS_SCOPES, type Permission, PERMISSIONS } from './permissions';

const actor = (change: Partial<Actor> = {}): Actor => ({
  userId: 'u',
  orgId: 'o',
  username: 'ada',
  role: 'operator',
  instanceAdmin: false,
  credential: 'access_token',
  ...change,
});

const granted = (who: Actor): Permission[] =>
  (Object.keys(PERMISSIONS) as Permission[]).filter((permission) => allows(who, permission));

describe('allows', () => {
  it('does not compile for a permission that is not in the table', () => {
    // @ts-expect-error a misspelt permission
    expect(() => allows(actor(), 'document:read')).not.toThrow();
  });

  it('grants a stronger role everything a weaker one may', () => {
    const [viewer, operator, admin] = ROLES.map((role) => granted(actor({ role })));
    expect(operator).toEqual(expect.arrayContaining(viewer as Permission[]));
    expect(admin).toEqual(expect.arrayContaining(operator as Permission[]));
  });

  it('lets a viewer read and change nothing that others see', () => {
    const viewer = actor({ role: 'viewer' });
    expect(allows(viewer, 'documents:read')).toBe(true);
    expect(allows(viewer, 'documents:write')).toBe(false);
    expect(allows(viewer, 'runs:write')).toBe(false);
  });

  it('keeps the installation to its own administrators, whatever their role in an organization', () => {
    expect(allows(actor({ role: 'admin' }), 'invites:write')).toBe(false);
    expect(allows(actor({ role: 'viewer', instanceAdmin: true }), 'invites:write')).toBe(true);
  });

  it('lets no key near credentials', () => {
    const key = actor({
      role: 'admin',
      instanceAdmin: true,
      credential: 'api_key',
      scopes: ['admin', 'write'],
    });
    expect(allows(key, 'credentials:read')).toBe(false);
    expect(allows(key, 'credentials:write')).toBe(false);
    expect(allows(actor({ role: 'viewer' }), 'credentials:write')).toBe(true);
  });

  it('lets a request without a credential work, and learn or change nothing about accounts', () => {
    const nobody = actor({ credential: 'anonymous', scopes: ANONYMOUS_SCOPES });
    expect(granted(nobody).sort()).toEqual([...ANONYMOUS_SCOPES].sort());
    expect(allows(nobody, 'profile:read')).toBe(false);
  });
});

describe('scopes', () => {
  const key = (scopes: string[], change: Partial<Actor> = {}) =>
    actor({ role: 'admin', credential: 'api_key', scopes, ...change });

  it('grant nothing when there are none', () => {
    expect(granted(key([]))).toEqual([]);
  });

  it('never widen what the role allows', () => {
    expect(allows(key(['write', 'admin'], { role: 'viewer' }), 'documents:write')).toBe(false);
    expect(allows(key(['admin']), 'invites:read')).toBe(false);
  });

  it('of one group leave the other groups closed', () => {
    const tasks = key(['tasks:write']);
    expect(granted(tasks)).toEqual(['tasks:read', 'tasks:write']);
    expect(granted(key(['tasks:read']))).toEqual(['tasks:read']);
  });

  it('read and write for all groups stop short of administration', () => {
    const reader = key(['read'], { instanceAdmin: true });
    expect(allows(reader, 'documents:read')).toBe(true);
    expect(allows(reader, 'documents:write')).toBe(false);
    expect(allows(reader, 'invites:read')).toBe(false);
    const writer = key(['write'], { instanceAdmin: true });
    expect(allows(writer, 'documents:read')).toBe(true);
    expect(allows(writer, 'documents:write')).toBe(true);
    expect(allows(writer, 'models:write')).toBe(false);
    expect(allows(key(['admin'], { instanceAdmin: true }), 'models:write')).toBe(true);
  });
});
