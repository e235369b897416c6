import { Injectable } from '@nestjs/common';
import { DataSource, Not } from 'typeorm';
import { brokenUnique, ForbiddenError, NotFoundError } from '@muster/platform';
import type { Actor } from '../actors/actor';
import { refuseGuest } from '../actors/guests';
import { AccountNotices } from '../notices/account-notices.service';
import type { Client } from '../sessions/client';
import { Reauthentication } from '../sessions/reauthentication.service';
import { checkFields, normaliseLogin, normaliseName } from './account-fields';
import { taken } from './open-account';
import { User } from './user.entity';

export interface ProfileChange {
  name?: string;
  email?: string;
}

/** Who changes it: what they prove it by, and from where. */
export interface ProfileProof {
  currentPassword?: string;
  client?: Client;
}

/** What people see and change of themselves. */
@Injectable()
export class Profiles {
  constructor(
    private readonly source: DataSource,
    private readonly proofs: Reauthentication,
    private readonly notices: AccountNotices,
  ) {}

  /** Also of a program's account. */
  async of({ userId }: Actor): Promise<User> {
    const user = await this.source.manager.findOneBy(User, { id: userId, kind: Not('anonymous') });
    if (!user) throw new NotFoundError('user');
    return user;
  }

  /**
   * Changes what is given; another e-mail takes what `Reauthentication.recently` asks for. Throws `ConflictError` when the
   * e-mail is taken, `ForbiddenError` for programs and guests.
   */
  async update(actor: Actor, change: ProfileChange, proof: ProfileProof = {}): Promise<User> {
    if (await this.moves(actor, change)) await this.proofs.recently(actor, proof.currentPassword);
    return this.write(actor, change, proof);
  }

  /** The same, where another e-mail takes the password, however recent the sign-in. */
  async updateConfirmed(actor: Actor, change: ProfileChange, proof: ProfileProof = {}): Promise<User> {
    if (await this.moves(actor, change)) await this.proofs.byPassword(actor, proof.currentPassword);
    return this.write(actor, change, proof);
  }

  private async moves(actor: Actor, { email }: ProfileChange): Promise<boolean> {
    if (email === undefined) return false;
    refuseGuest(actor);
    return normaliseLogin(email) !== (await this.of(actor)).email;
  }

  private async write(actor: Actor, { name, email }: ProfileChange, { client }: ProfileProof): Promise<User> {
    const change = {
      ...(name !== undefined && { name: normaliseName(name) }),
      ...(email !== undefined && { email: normaliseLogin(email) }),
    };
    checkFields(change);
    refuseGuest(actor);
    if ((await this.of(actor)).kind !== 'person')
      throw new ForbiddenError('Only people have a profile to change');
    if (Object.keys(change).length > 0) await this.store(actor.userId, change, client);
    return this.of(actor);
  }

  private async store(id: string, change: ProfileChange, client?: Client): Promise<void> {
    try {
      await this.source.transaction(async (manager) => {
        const { email: before } = await manager.findOneOrFail(User, {
          where: { id, kind: 'person' },
          lock: { mode: 'pessimistic_write' },
        });
        await manager.update(User, { id }, change);
        if (change.email !== undefined && change.email !== before)
          await this.notices.tell(manager, id, { kind: 'email', before }, client);
      });
    } catch (error) {
      throw brokenUnique(error) === 'app_user_email_key' ? taken('email') : error;
    }
  }
}
