import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { DomainError, ForbiddenError } from '@muster/platform';
import { User } from '../accounts/user.entity';
import type { Actor } from '../actors/actor';
import { IdentityPolicy } from '../identity.policy';
import type { Client } from '../sessions/client';

/** Clients that are told to work locally sign in under this address, and ask nobody for a PIN. */
export const LOCAL_EMAIL = 'local-admin@plandex.ai';

/** Who stands at the door of the plan surface. */
export interface Visitor extends Client {
  /** A program on this machine, with no proxy between. */
  readonly onThisMachine: boolean;
  /** A page in a browser asks: it may be anybody's. */
  readonly fromPage: boolean;
}

/** The one account that is let in without a PIN, where the installation has it. It is nobody's and nowhere administrator. */
@Injectable()
export class LocalMode {
  constructor(
    private readonly source: DataSource,
    private readonly policy: IdentityPolicy,
  ) {}

  /**
   * Whether this is the local account, and its visitor is let in. Throws `ForbiddenError` when it is and they are
   * not; nobody is ever sent a PIN for it.
   */
  async admits(email: string, visitor: Visitor): Promise<boolean> {
    if (email !== LOCAL_EMAIL) return false;
    if (this.isOpenTo(visitor) && !(await this.isSomebodys())) return true;
    throw new ForbiddenError('Local mode is not available here');
  }

  /** Throws an error of code `forbidden`, reason `local_mode`, to the local account, which works alone. */
  async refuseLocal({ userId }: Actor): Promise<void> {
    if (this.policy.localMode === 'off') return;
    if (await this.source.manager.existsBy(User, { id: userId, email: LOCAL_EMAIL }))
      throw new DomainError('forbidden', 'Not available in local mode', { reason: 'local_mode' });
  }

  private isOpenTo({ onThisMachine, fromPage }: Visitor): boolean {
    const { localMode } = this.policy;
    return !fromPage && (localMode === 'on' || (localMode === 'loopback' && onThisMachine));
  }

  /** Somebody who registered under the address with a password, or was given rights, has to prove who they are. */
  private async isSomebodys(): Promise<boolean> {
    return this.source.manager
      .createQueryBuilder(User, 'user')
      .where('user.email = :email', { email: LOCAL_EMAIL })
      .andWhere('(user.password_hash IS NOT NULL OR user.instance_admin OR NOT user.active)')
      .getExists();
  }
}
