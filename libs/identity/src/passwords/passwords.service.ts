import { Injectable } from '@nestjs/common';
import { LoginAttempts } from './login-attempts.service';
import { PasswordHasher } from './password-hasher.service';

/** Checks passwords under the lockout rule. */
@Injectable()
export class PasswordsService {
  constructor(
    private readonly hasher: PasswordHasher,
    private readonly attempts: LoginAttempts,
  ) {}

  hash(password: string): Promise<string> {
    return this.hasher.hash(password);
  }

  /**
   * Counts the attempt against `login`. Pass no hash for an unknown account: the answer is false, at the same
   * price. Throws `ConflictError` with reason `locked`, whatever the password, once there were too many failures.
   */
  async check(login: string, hashed: string | null | undefined, password: string): Promise<boolean> {
    await this.attempts.refuseLocked(login);
    const right = await this.hasher.verify(hashed, password);
    await (right ? this.attempts.succeeded(login) : this.attempts.failed(login));
    return right;
  }

  /** A new hash if this one was made with outdated parameters. */
  async refreshed(hashed: string, password: string): Promise<string | undefined> {
    return this.hasher.isOutdated(hashed) ? this.hasher.hash(password) : undefined;
  }
}
