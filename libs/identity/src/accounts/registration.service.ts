import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { EntityManager, LessThanOrEqual, Repository } from 'typeorm';
import { ForbiddenError } from '@muster/platform';
import type { Actor, Role } from '../actors/actor';
import { IdentityPolicy } from '../identity.policy';
import { InvitesService } from '../invites/invites.service';
import { Membership } from '../organizations/membership.entity';
import { Organization } from '../organizations/organization.entity';
import { OrganizationsService } from '../organizations/organizations.service';
import { NewPasswords, type PasswordColumns, rememberPassword } from '../passwords/new-passwords.service';
import { allowsAll, permissionsOf } from '../permissions/permissions';
import { checkFields, normaliseLogin, normaliseName } from './account-fields';
import { generatePassword } from './generated-password';
import { type NewAccount, openAccount } from './open-account';
import { type PasswordPolicy, User } from './user.entity';

export interface RegistrationInput {
  /** Unset: derived from the e-mail. */
  username?: string;
  name: string;
  email: string;
  password: string;
  inviteCode?: string;
}

/** What became of the first administrator. */
export interface FirstAdministrator {
  email: string;
  created: boolean;
  /** Only for whoever created the account without giving a password; known nowhere else. */
  generatedPassword?: string;
  /** The password that was given is one that many people have. */
  commonPassword?: true;
}

type AccountInput = Pick<RegistrationInput, 'username' | 'name' | 'email'> & PasswordColumns;

/** How accounts come to be. */
@Injectable()
export class Registration {
  constructor(
    @InjectRepository(User) private readonly users: Repository<User>,
    private readonly policy: IdentityPolicy,
    private readonly passwords: NewPasswords,
    private readonly invites: InvitesService,
    private readonly organizations: OrganizationsService,
  ) {}

  /**
   * Throws `ForbiddenError` when registration is closed, `InvalidError` for wrong fields or (reason
   * `invite_code`) a code that cannot be used, `ConflictError` naming the field that is taken. Errors of the password
   * under `platform`: see `NewPasswords.accept`.
   */
  async register(input: RegistrationInput, policy: PasswordPolicy): Promise<User> {
    const { registration, registrationOrg, defaultRole } = this.policy;
    if (registration === 'closed') throw new ForbiddenError('Registration is closed');
    const account = checked(input, policy);
    // Before anything is hashed or looked up: without a code nobody learns which names are taken.
    if (registration === 'invite') await this.invites.check(input.inviteCode);
    const password = await this.passwords.accept(input.password, policy, 'password', account);
    return this.create({ ...account, ...password }, async (manager, user) => {
      if (registration === 'invite') await this.invites.use(manager, input.inviteCode);
      await this.organizations.settle(manager, user, registrationOrg, defaultRole);
    });
  }

  /** Somebody makes an account in their organization, with a role that grants no more than theirs. Errors: see `register`. */
  async addMember(actor: Actor, input: RegistrationInput, role: Role): Promise<User> {
    if (!allowsAll(actor, permissionsOf(role)))
      throw new ForbiddenError('The role grants more than you have');
    const account = checked(input, 'platform');
    const password = await this.passwords.accept(input.password, 'platform', 'password', account);
    return this.create({ ...account, ...password }, async (manager, user) => {
      await manager.insert(Membership, { userId: user.id, orgId: actor.orgId, role });
    });
  }

  /**
   * Creates the administrator of a fresh installation; does nothing once there is any account, but for a new generated
   * password in the place of one that lapsed.
   */
  async ensureFirstAdministrator(input: { email?: string; password?: string }): Promise<FirstAdministrator> {
    const first = await this.firstAdministrator(this.users.manager);
    if (first) return { email: first.email, created: false, ...(await this.renewed(first)) };
    const { administrator } = this.policy;
    const given = input.password ?? administrator.password;
    const { password, ...until } = given === undefined ? generatePassword() : { password: given };
    const email = input.email ?? administrator.email;
    const account = checked({ name: 'Administrator', email, password }, 'basic');
    const { common, ...columns } = await this.passwords.given(password);
    return this.users.manager.transaction(async (manager) => {
      // Processes that boot at once queue up here.
      await manager.findOne(Organization, {
        where: { kind: 'default' },
        lock: { mode: 'pessimistic_write' },
      });
      const faster = await this.firstAdministrator(manager);
      if (faster) return { email: faster.email, created: false };
      const user = await open(manager, { ...account, ...columns, ...until, instanceAdmin: true });
      await this.organizations.settle(manager, user, 'default', 'admin');
      return {
        email: user.email,
        created: true,
        ...(given === undefined && { generatedPassword: password }),
        ...(common && { commonPassword: true as const }),
      };
    });
  }

  /** One of the processes that ask at once gets it. */
  private async renewed({ id, passwordExpiresAt }: User): Promise<{ generatedPassword?: string }> {
    if (!passwordExpiresAt || passwordExpiresAt.getTime() > Date.now()) return {};
    const { password, ...until } = generatePassword();
    const { common: _, ...columns } = await this.passwords.given(password);
    const lapsed = { id, passwordExpiresAt: LessThanOrEqual(new Date()) };
    const { affected } = await this.users.update(lapsed, { ...columns, ...until });
    return affected === 1 ? { generatedPassword: password } : {};
  }

  private create(
    { username, ...account }: AccountInput,
    settle: (manager: EntityManager, user: User) => Promise<void>,
  ): Promise<User> {
    return this.users.manager.transaction(async (manager) => {
      const user = await open(manager, account, username);
      await settle(manager, user);
      return user;
    });
  }

  /** The oldest administrator, or else the oldest account: what counts is that there is one. */
  private firstAdministrator(manager: EntityManager): Promise<User | null> {
    return manager.findOne(User, {
      where: { kind: 'person' },
      order: { instanceAdmin: 'DESC', createdAt: 'ASC', id: 'ASC' },
    });
  }
}

function checked({ username, name, email, password }: RegistrationInput, policy: PasswordPolicy) {
  const account = {
    username: username === undefined ? undefined : normaliseLogin(username),
    name: normaliseName(name),
    email: normaliseLogin(email),
  };
  // The rules of the platform are more than a matter of form.
  checkFields(policy === 'basic' ? { ...account, password } : account);
  return account;
}

async function open(
  manager: EntityManager,
  account: NewAccount & PasswordColumns,
  username?: string,
): Promise<User> {
  const columns = { ...account, passwordChangedAt: () => 'now()' };
  const user = await openAccount(manager, columns, username === undefined ? undefined : [username]);
  await rememberPassword(manager, user.id, account);
  return user;
}
