import { GRANTABLE, type Permission, PERMISSIONS, PERSONAL, type Requirement } from './permissions';

/** A permission as it is explained to whoever composes a role. */
export interface PermissionInfo {
  name: Permission;
  description: string;
  /** The weakest built-in role that has it. */
  role: Requirement;
  /** Every member has it, whatever the role says. */
  always: boolean;
}

const SENTENCES: Record<Permission, string> = {
  'profile:read': 'See one’s own account.',
  'profile:write': 'Change one’s own name and e-mail.',
  'credentials:read': 'List one’s own sessions and API keys.',
  'credentials:write': 'Change one’s own password, second factor, sessions and API keys.',
  'clients:read': 'See the programs that sign in for themselves.',
  'clients:write': 'Let programs sign in for themselves.',
  'identity-providers:read': 'See by which providers people sign in.',
  'identity-providers:write': 'Say by which providers people sign in.',
  'sessions:read': 'See everybody’s sessions and API keys in the organization.',
  'sessions:write': 'End everybody’s sessions and API keys in the organization.',
  'organizations:read': 'See where one may work.',
  'organizations:write': 'Found an organization.',
  'members:read': 'See who belongs to the organization.',
  'members:write': 'Invite and remove people who may do no more than oneself.',
  'users:read': 'See the members’ accounts and roles.',
  'users:write': 'Make accounts, and give people roles that grant no more than one’s own.',
  'roles:read': 'See the roles of the organization and what they grant.',
  'roles:write': 'Make, change and remove roles that grant no more than one’s own.',
  'audit:read': 'Read and export the organization’s audit trail.',
  'scim:read': 'Read people and groups on behalf of an identity provider.',
  'scim:write': 'Provision people and groups on behalf of an identity provider, as an administrator only.',
  'settings:read': 'See the settings of the installation.',
  'settings:write': 'Change the settings of the installation.',
  'security:read': 'See the security and address rules of the installation.',
  'security:write': 'Change the security and address rules of the installation.',
  'documents:read': 'Read and search one’s own documents.',
  'documents:write': 'Upload, change and remove one’s own documents.',
  'tasks:read': 'See one’s own tasks, and those of the organization’s agents.',
  'tasks:write': 'Give and steer one’s own tasks, and those of the organization’s agents.',
  'runs:read': 'See one’s own runs.',
  'runs:write': 'Start and steer one’s own runs, and decide what they ask.',
  'organization-runs:read': 'See everybody’s runs in the organization.',
  'organization-runs:write': 'Steer everybody’s runs in the organization, and decide what they ask.',
  'agents:read': 'See the agents of the organization.',
  'agents:write': 'Make, change, start, stop and remove agents of the organization.',
  'workers:read': 'See how the workers of the organization are doing as a whole, and what they have to do.',
  'workers:write': 'Be a worker of the organization: register and report.',
  'organization-workers:read': 'See every worker of the organization.',
  'organization-workers:write': 'Say which workers are given tasks of the organization.',
  'shares:read': 'See what one has shared with people who have no account.',
  'shares:write': 'Show one’s own things to people who have no account, by a link.',
  'events:read': 'Follow the events of what one may see.',
  'models:read': 'See which models there are.',
  'models:write': 'Change which models there are.',
  'invites:read': 'See the codes by which people open accounts.',
  'invites:write': 'Make the codes by which people open accounts.',
};

/** What every permission is for, whoever may have it. */
export const describePermission = (name: Permission): string => SENTENCES[name];

/** What a custom role can be composed of. */
export const permissionCatalogue = (): PermissionInfo[] =>
  GRANTABLE.map((name) => ({
    name,
    description: SENTENCES[name],
    role: PERMISSIONS[name],
    always: PERSONAL.has(name),
  }));
