import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Actor, ROLES } from '../actors/actor';
import { describePermission } from './catalogue';
import { allows, ANONYMOUS_SCOPES, type Permission, PERMISSIONS } from './permissions';

const DOCUMENT = join(__dirname, '../../../../docs/permissions.md');

const somebody = (more: Partial<Actor>): Actor => ({
  userId: 'u',
  orgId: 'o',
  username: 'ada',
  role: 'viewer',
  instanceAdmin: false,
  credential: 'access_token',
  ...more,
});

/** As whom the document looks at the table: what they really may, whatever the table says. */
const COLUMNS: [string, Actor][] = [
  ...ROLES.map((role): [string, Actor] => [role, somebody({ role })]),
  ['installation', somebody({ instanceAdmin: true })],
  [
    'key of all scopes',
    somebody({ role: 'admin', credential: 'api_key', scopes: ['admin', 'write', 'read'] }),
  ],
  ['nobody', somebody({ role: 'operator', credential: 'anonymous', scopes: ANONYMOUS_SCOPES })],
];

const row = (cells: string[]): string => `| ${cells.join(' | ')} |`;

const table = (): string[] => [
  row(['permission', ...COLUMNS.map(([name]) => name), 'what for']),
  row(['---', ...COLUMNS.map(() => ':-:'), '---']),
  ...(Object.keys(PERMISSIONS) as Permission[]).map((permission) =>
    row([
      `\`${permission}\``,
      ...COLUMNS.map(([, actor]) => (allows(actor, permission) ? '✓' : '')),
      describePermission(permission),
    ]),
  ),
];

describe('the document of permissions', () => {
  it('says what everybody may', () => {
    const written = readFileSync(DOCUMENT, 'utf8').split('\n');
    expect(written.filter((line) => /^\| (`[a-z-]+:|permission|--- \| :-:)/.test(line))).toEqual(table());
  });
});
