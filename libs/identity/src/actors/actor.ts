/** Roles within an organization, weakest first. */
export const ROLES = ['viewer', 'operator', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/**
 * `plan_token`: the opaque token of somebody who signed in on the plan surface; `client_token`: what a program got by
 * client credentials; `job_session`: the cookie of somebody who knows the password of the job surface; `loopback`:
 * somebody on this machine, where that is enough.
 */
export type CredentialKind =
  'access_token' | 'plan_token' | 'api_key' | 'client_token' | 'job_session' | 'loopback' | 'anonymous';

/** Who is asking, after authentication. Every tenant's row is reached through `orgId` (and `userId` where it is personal). */
export interface Actor {
  readonly userId: string;
  readonly orgId: string;
  readonly username: string;
  readonly role: Role;
  /** Administrator of the installation, apart from any organization. */
  readonly instanceAdmin: boolean;
  /** Narrows what the role allows; undefined: everything the role allows. */
  readonly scopes?: readonly string[];
  readonly credential: CredentialKind;
  /** Of the session, the API key or the program's token. */
  readonly credentialId?: string;
}

/** Where somebody works who belongs to no organization: nothing is stored under it. */
export const NO_ORGANIZATION = '00000000-0000-0000-0000-000000000000';
