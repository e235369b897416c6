import { Injectable } from '@nestjs/common';
import { Pool } from 'pg';
import type { EntityManager } from 'typeorm';
import type { User } from '../accounts/user.entity';
import { AccountNotices } from '../notices/account-notices.service';
import { LoginAttempts } from '../passwords/login-attempts.service';
import type { Client } from '../sessions/client';

/** Ended ones count, as long as they are kept. */
const WAS_HERE = 'SELECT FROM user_session WHERE user_id = $1 AND ip_address = $2 LIMIT 1';

/** So many failures nobody has by a slip. */
const TELLING = 3;

/** An attempt to sign in, before it is settled. */
export interface Attempt {
  /** Where its failure adds up. */
  counter: string;
  /** Its success is something to tell: the address is new to the account, and others failed before. */
  telling: boolean;
}

/** Looks at where people sign in from. */
@Injectable()
export class SignInPlaces {
  constructor(
    private readonly pool: Pool,
    private readonly attempts: LoginAttempts,
    private readonly notices: AccountNotices,
  ) {}

  /**
   * Failures add up by name, but from an address at which this person was let in lately by that, too: strangers elsewhere
   * cannot shut them out of there. Of somebody who does not exist the same is asked, so that it takes the same time.
   */
  async attempt({ id, username }: Pick<User, 'id' | 'username'>, { ipAddress }: Client): Promise<Attempt> {
    if (ipAddress === undefined) return { counter: username, telling: false };
    const { rowCount } = await this.pool.query(WAS_HERE, [id, ipAddress]);
    if (rowCount === 1) return { counter: `${username}\n${ipAddress}`, telling: false };
    return { counter: username, telling: (await this.attempts.failures(username)) >= TELLING };
  }

  /** It succeeded. */
  async tell(manager: EntityManager, userId: string, client: Client): Promise<void> {
    await this.notices.tell(manager, userId, { kind: 'sign_in' }, client);
  }
}
