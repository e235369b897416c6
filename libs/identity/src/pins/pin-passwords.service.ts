import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { NotFoundError } from '@muster/platform';
import { normaliseLogin } from '../accounts/account-fields';
import { User } from '../accounts/user.entity';
import { PasswordChanges } from '../passwords/password-changes.service';
import type { Client } from '../sessions/client';
import { SignInPins } from './sign-in-pins.service';

/** A password for who proves by PIN that the address is theirs: the first one, or another for a forgotten one. */
@Injectable()
export class PinPasswords {
  constructor(
    private readonly source: DataSource,
    private readonly pins: SignInPins,
    private readonly passwords: PasswordChanges,
  ) {}

  /**
   * Ends every session. Throws `UnauthenticatedError` with reason `credentials` for a wrong PIN, `NotFoundError` for an
   * unknown address, and errors about the password: see `NewPasswords.replace`.
   */
  async set(input: { email: string; pin: string; password: string }, client?: Client): Promise<void> {
    const email = normaliseLogin(input.email);
    await this.pins.use(email, input.pin);
    const user = await this.source.manager.findOneBy(User, { email, kind: 'person', active: true });
    if (!user) throw new NotFoundError('user');
    await this.passwords.reset(user.id, input.password, 'platform', { client });
    await this.source.query('UPDATE app_user SET verified_email = email WHERE id = $1 AND email = $2', [
      user.id,
      email,
    ]);
  }
}
