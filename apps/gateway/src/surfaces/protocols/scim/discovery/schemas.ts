import { ROLES } from '@muster/identity';
import { GROUP_SCHEMA } from '../groups/groups.dto';
import { USER_SCHEMA } from '../users/users.dto';
import type { SchemaAttributeDto, SchemaDto } from './discovery.dto';

type Given = Partial<SchemaAttributeDto> & Pick<SchemaAttributeDto, 'name' | 'description'>;

/** What is kept of the attributes of RFC 7643, with its defaults where nothing else is said. */
const attribute = (given: Given): SchemaAttributeDto => ({
  type: given.subAttributes ? 'complex' : 'string',
  multiValued: false,
  required: false,
  caseExact: false,
  mutability: 'readWrite',
  returned: 'default',
  uniqueness: 'none',
  ...given,
});

const text = (name: string, description: string, more: Partial<SchemaAttributeDto> = {}) =>
  attribute({ name, description, ...more });

const reference = (to: 'User' | 'Group', mutability: 'readOnly' | 'immutable', description: string) =>
  attribute({
    name: '$ref',
    type: 'reference',
    referenceTypes: [to],
    caseExact: true,
    mutability,
    description,
  });

const externalId = text('externalId', 'What the identity provider calls it', { caseExact: true });

const NAME = attribute({
  name: 'name',
  description: 'The parts of the name',
  subAttributes: [
    text('formatted', 'The whole name'),
    text('familyName', 'Family name'),
    text('givenName', 'Given name'),
    text('middleName', 'Middle names'),
    text('honorificPrefix', 'What stands before the name'),
    text('honorificSuffix', 'What stands behind the name'),
  ],
});

const EMAILS = attribute({
  name: 'emails',
  description: 'Addresses; the primary one, else the first one, is that of a new account',
  multiValued: true,
  subAttributes: [
    text('value', 'The address'),
    text('type', 'What it is for', { canonicalValues: ['work', 'home', 'other'] }),
    text('display', 'How it is shown'),
    text('primary', 'Whether it is the main one', { type: 'boolean' }),
  ],
});

const ROLE_LIST = attribute({
  name: 'roles',
  description: 'The role in the organization; the strongest one counts, and groups with a role count more',
  multiValued: true,
  subAttributes: [text('value', 'The role, or a name that stands for one', { canonicalValues: [...ROLES] })],
});

const GROUPS = attribute({
  name: 'groups',
  description: 'Groups the user is in; changed in the groups',
  multiValued: true,
  mutability: 'readOnly',
  subAttributes: [
    text('value', 'Id of the group', { mutability: 'readOnly', caseExact: true }),
    text('display', 'Name of the group', { mutability: 'readOnly' }),
    reference('Group', 'readOnly', 'Address of the group'),
    text('type', 'How the user is in it', { mutability: 'readOnly', canonicalValues: ['direct'] }),
  ],
});

const MEMBERS = attribute({
  name: 'members',
  description: 'Who is in the group',
  multiValued: true,
  subAttributes: [
    text('value', 'Id of the user', { mutability: 'immutable', caseExact: true }),
    reference('User', 'immutable', 'Address of the user'),
    text('type', 'Users only', { mutability: 'immutable', canonicalValues: ['User'] }),
  ],
});

export type SchemaText = Omit<SchemaDto, 'schemas' | 'meta'>;

export const SCHEMAS: readonly SchemaText[] = [
  {
    id: USER_SCHEMA,
    name: 'User',
    description: 'A member of the organization',
    attributes: [
      text('userName', 'What the identity provider calls the user; unique in the organization', {
        required: true,
        uniqueness: 'server',
      }),
      externalId,
      NAME,
      text('displayName', 'How the user is shown'),
      text('active', 'False: the membership is suspended', { type: 'boolean' }),
      EMAILS,
      ROLE_LIST,
      GROUPS,
    ],
  },
  {
    id: GROUP_SCHEMA,
    name: 'Group',
    description: 'Members of the organization under a name, which may stand for a role',
    attributes: [
      text('displayName', 'Unique in the organization', { required: true, uniqueness: 'server' }),
      externalId,
      MEMBERS,
    ],
  },
];
