/** What happened to an account that its owner has to hear of. */
export type Happening =
  | { kind: 'password' | 'mfa_on' | 'mfa_off' | 'sign_in' }
  /** `before` is where mail went until then. */
  | { kind: 'email'; before: string }
  | { kind: 'backup_code'; left: number }
  /** `keyPrefix` is as much as lists show of it. */
  | { kind: 'api_key'; keyPrefix: string; scopes: readonly string[] };

export type NoticeKind = Happening['kind'];

/** Nothing in it lets anybody in, and nothing is in words of who did it: the address may be a stranger's. */
export interface NoticeLetter {
  to: string;
  /** Of the account. */
  username: string;
  happening: Happening;
  at: Date;
  /** From which address it was done; undefined: not by somebody whom that could be said of. */
  ipAddress?: string;
  /** No more of this kind within the hour, whatever happens. */
  last: boolean;
}
