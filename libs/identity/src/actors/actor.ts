/** Roles within an organization, weakest first. */
export const ROLES = ['viewer', 'operator', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/**
 * `plan_token`: the opaque token of somebody who signed in on the plan surface; `client_token`: what a program got by
 * client credentials; `job_session`: the cookie of somebody who knows the password of the job surface; `loopback`:
 * somebody on this machine, where that is enough; `share`: no request's, but that of who shared something.
 */
export type CredentialKind =
  | 'access_token'
  | 'plan_token'
  | 'api_key'
  | 'client_token'
  | 'job_session'
  | 'loopback'
  | 'share'
  | 'anonymous';

/** Who is asking, after authentication. Every tenant's row is reached through `orgId` (and `userId` where it is personal). */
export interface Actor {
  readonly userId: string;
  readonly orgId: string;
  readonly username: string;
  readonly role: Role;
  /** What a custom role grants; `role` is then only what it is shown as. Undefined: what `role` grants. */
  readonly permissions?: ReadonlySet<string>;
  /** Administrator of the installation, apart from any organization. */
  readonly instanceAdmin: boolean;
  /** Narrows what the role allows; undefined: everything the role allows. */
  readonly scopes?: readonly string[];
  readonly credential: CredentialKind;
  /** Of the session, the API key or the program's token. */
  readonly credentialId?: string;
  /** Requests a minute with this very credential; undefined: as many as any other. */
  readonly rateLimit?: number;
  /** An organization's provider vouched for them, and nobody else: whoever runs it is not by that an owner. */
  readonly confined?: true;
  /**
   * Of those who are confined: the account is of use elsewhere, too, or owns the organization. That provider has no say
   * in what is the account's, such as the ways to sign in.
   */
  readonly guest?: true;
  /** The role asks for a second factor that is missing: from then on (milliseconds since 1970) nothing else can be done. */
  readonly secondFactorBy?: number;
}

/** Where somebody works who belongs to no organization: nothing is stored under it. */
export const NO_ORGANIZATION = '00000000-0000-0000-0000-000000000000';
