import type { User } from '../accounts/user.entity';
import type { Role } from '../actors/actor';

/** Somebody signed in. */
export interface SignedIn {
  user: User;
  sessionId: string;
  /** Where the token works. */
  orgId: string;
  role: Role;
  /** The access token. */
  token: string;
  /** Seconds for which it holds. */
  expiresIn: number;
  /** For a new pair; where access tokens are short. */
  refreshToken?: string;
  /** The role asks for a second factor that is missing; from then on nothing works but setting one up. */
  secondFactorBy?: Date;
  /** The password is older than the rules like. */
  passwordExpired?: boolean;
}
