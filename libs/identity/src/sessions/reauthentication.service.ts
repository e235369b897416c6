import { Injectable } from '@nestjs/common';
import { Pool } from 'pg';
import { DomainError } from '@muster/platform';
import type { Actor } from '../actors/actor';
import { PasswordChanges } from '../passwords/password-changes.service';

/** How long a sign-in counts as a proof of who is there. */
const MINUTES = 10;

const SIGNED_IN_RECENTLY = `
SELECT FROM user_session
WHERE id = $1 AND user_id = $2 AND revoked_at IS NULL AND authenticated_at > now() - interval '${MINUTES} minutes'`;

/** Asks people to prove themselves anew before they change how they get in. */
@Injectable()
export class Reauthentication {
  constructor(
    private readonly pool: Pool,
    private readonly passwords: PasswordChanges,
  ) {}

  /** Takes the current password only. Errors: see `PasswordChanges.confirmed`. */
  async byPassword({ userId }: Actor, password: string | undefined): Promise<void> {
    if (password === undefined)
      throw new DomainError('forbidden', 'It takes the current password', { reason: 'current_password' });
    await this.passwords.confirmed(userId, password);
  }

  /**
   * Takes the current password, or without one a sign-in of a moment ago; a key or a program has none. Throws an
   * error of code `forbidden`, reason `sign_in_again`, and of a password that is sent as `byPassword` does.
   */
  async recently(actor: Actor, password?: string): Promise<void> {
    if (password !== undefined) return this.byPassword(actor, password);
    const { rowCount } = await this.pool.query(SIGNED_IN_RECENTLY, [actor.credentialId, actor.userId]);
    if (rowCount !== 1)
      throw new DomainError('forbidden', 'Sign in again first: this session began too long ago', {
        reason: 'sign_in_again',
      });
  }
}
