import type { CredentialKind } from './actor';

/** What a session or a key that holds lets somebody do, as far as the database knows. */
export interface Grant {
  readonly id: string;
  readonly userId: string;
  /** Where it works unless something else is asked for; null: nowhere yet. */
  readonly orgId: string | null;
  readonly credential: CredentialKind;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
  /** Of a key or a program. With scopes it works in its own organization only. */
  readonly scopes?: readonly string[];
  /** Of a session: a second factor was shown, here or to whoever vouched for the user. */
  readonly mfa?: boolean;
  /** Of a session, and of a key that was made in one: an organization's provider vouched for the user. It works there only. */
  readonly confined?: boolean;
  /** Of a key that has a limit of its own. */
  readonly rateLimit?: number;
}
