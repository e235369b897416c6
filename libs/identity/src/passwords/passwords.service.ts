import { Injectable } from '@nestjs/common';
import type { User } from '../accounts/user.entity';
import { SecurityPolicy } from '../policy/security-policy.service';
import { LoginAttempts } from './login-attempts.service';
import { PasswordHasher } from './password-hasher.service';

const DAY_MS = 86_400_000;

/** Checks passwords under the lockout rule. */
@Injectable()
export class PasswordsService {
  constructor(
    private readonly hasher: PasswordHasher,
    private readonly attempts: LoginAttempts,
    private readonly policy: SecurityPolicy,
  ) {}

  hash(password: string): Promise<string> {
    return this.hasher.hash(password);
  }

  /**
   * Counts the attempt against `login`. Pass no hash for an unknown account: the answer is false, at the same
   * price. Throws `ConflictError` with reason `locked`, whatever the password, once there were too many failures.
   * With `more` to prove, a right password does not make earlier failures forgotten.
   */
  async check(
    login: string,
    hashed: string | null | undefined,
    password: string,
    { more = false } = {},
  ): Promise<boolean> {
    await this.attempts.refuseLocked(login);
    const right = await this.hasher.verify(hashed, password);
    if (!right) await this.attempts.failed(login);
    else if (more) await this.attempts.refuseLocked(login);
    else await this.attempts.succeeded(login);
    return right;
  }

  /** The same for something else that is proved, such as a second factor. */
  async checkOther(login: string, prove: () => Promise<boolean>): Promise<boolean> {
    await this.attempts.refuseLocked(login);
    const right = await prove();
    await (right ? this.attempts.succeeded(login) : this.attempts.failed(login));
    return right;
  }

  /** Whether the rules want another one: it was generated, or chosen too long ago. */
  async isDue({ passwordChangedAt, passwordExpiresAt }: User): Promise<boolean> {
    if (passwordExpiresAt) return true;
    const { maxAgeDays } = (await this.policy.current()).passwordPolicy;
    return maxAgeDays > 0 && Date.now() - (passwordChangedAt?.getTime() ?? 0) > maxAgeDays * DAY_MS;
  }

  /** A new hash if this one was made with outdated parameters. */
  async refreshed(hashed: string, password: string): Promise<string | undefined> {
    return this.hasher.isOutdated(hashed) ? this.hasher.hash(password) : undefined;
  }
}
