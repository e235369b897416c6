import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { EntityManager, In, IsNull, MoreThan, Repository } from 'typeorm';
import { ForbiddenError, NotFoundError } from '@muster/platform';
import { User } from '../accounts/user.entity';
import type { Actor, Role } from '../actors/actor';
import { UserFactsService } from '../actors/user-facts.service';
import { KeyDigests } from '../api-keys/key-digests';
import { checkedScopes } from '../api-keys/scopes';
import { lockMembers } from '../organizations/administrators';
import { Membership } from '../organizations/membership.entity';
import { manages, type Standing } from '../organizations/org-roles';
import type { CustomRole } from '../roles/custom-role.entity';
import { type RoleChoice, standingOf } from '../roles/custom-roles.service';
import { changeRole, type NewRole } from '../roles/role-changes';
import { addSecret, retireSecrets } from './client-secrets';
import { endTokensOf } from './tokens/client-token-endings';
import { ClientSecret } from './client-secret.entity';
import { ClientTokens } from './tokens/client-tokens.service';
import { OAuthClient } from './oauth-client.entity';
import { closeServiceAccount, openServiceAccount, suspendServiceAccount } from './service-accounts';

export interface ClientInput {
  name: string;
  description?: string;
  /** Of its service account in the organization. */
  role?: RoleChoice;
  scopes?: string[];
}

export type ClientChange = Partial<ClientInput> & { enabled?: boolean };

/** A client with what belongs to it: the role of its account, and its secrets that hold, oldest first. */
export interface ClientDetails {
  client: OAuthClient;
  role: Role;
  /** Grants in place of `role`. */
  customRole: CustomRole | null;
  secrets: ClientSecret[];
}

/** Programs that act in the actor's organization for themselves; for its administrators. */
@Injectable()
export class ClientsService {
  constructor(
    @InjectRepository(OAuthClient) private readonly clients: Repository<OAuthClient>,
    private readonly digests: KeyDigests,
    private readonly tokens: ClientTokens,
    private readonly facts: UserFactsService,
  ) {}

  /** Newest first. */
  async list(
    { orgId }: Actor,
    { limit, offset }: { limit: number; offset: number },
  ): Promise<{ items: ClientDetails[]; total: number }> {
    const [rows, total] = await this.clients.findAndCount({
      where: { orgId },
      order: { createdAt: 'DESC', id: 'ASC' },
      take: limit,
      skip: offset,
    });
    return { items: await withDetails(this.clients.manager, rows), total };
  }

  /** Throws `NotFoundError`. */
  async get({ orgId }: Actor, id: string): Promise<ClientDetails> {
    const [details] = await withDetails(this.clients.manager, await this.clients.findBy({ id, orgId }));
    if (!details) throw unknown(id);
    return details;
  }

  /**
   * Answers the secret, too, which nobody can learn again. Errors: see `checkedScopes`; `NotFoundError` for a role there
   * is not, `ForbiddenError` for one that grants more than the actor has.
   */
  async create(actor: Actor, input: ClientInput): Promise<ClientDetails & { secret: string }> {
    const { name, description = '', role = { role: 'operator' }, scopes = ['read'] } = input;
    const { orgId, userId: createdBy } = actor;
    const made = await this.clients.manager.transaction(async (manager) => {
      await lockMembers(manager, orgId);
      const standing = await given(manager, actor, role);
      const checked = checkedScopes(asAccount(actor, standing), scopes);
      const userId = await openServiceAccount(manager, { orgId, name, standing });
      const row = { orgId, userId, name, description, scopes: checked, createdBy };
      const { id } = await manager.save(manager.create(OAuthClient, row));
      return { id, secret: await addSecret(manager, this.digests, id) };
    });
    return { ...(await this.get(actor, made.id)), secret: made.secret };
  }

  /**
   * Another role, other scopes, and being switched off end its tokens, the last its runs, too. Errors: as of `get` and
   * `create`.
   */
  async change(actor: Actor, id: string, change: ClientChange): Promise<ClientDetails> {
    const userId = await this.changing(actor, id, (manager, client) => apply(manager, actor, client, change));
    if (change.role || change.enabled !== undefined) this.facts.changed(userId);
    return this.get(actor, id);
  }

  /**
   * A new secret. The one before holds for so many seconds more, and with it the tokens that were got by it; those before
   * it end at once. Answers the secret, as `create` does.
   */
  async rotate(
    actor: Actor,
    id: string,
    overlapSeconds: number,
  ): Promise<ClientDetails & { secret: string }> {
    let secret = '';
    await this.changing(actor, id, async (manager) => {
      const ended = await retireSecrets(manager, id, overlapSeconds);
      secret = await addSecret(manager, this.digests, id);
      return ended;
    });
    return { ...(await this.get(actor, id)), secret };
  }

  /** For good. What its account made stays, under its name. */
  async remove(actor: Actor, id: string): Promise<void> {
    const userId = await this.changing(actor, id, async (manager, client) => {
      const ended = await endTokensOf(manager, id);
      await manager.delete(OAuthClient, { id });
      await closeServiceAccount(manager, client.userId);
      return ended;
    });
    this.facts.changed(userId);
  }

  /** One change at a time, also of the roles there are: see `lockMembers`. `apply` answers the tokens that it ended. */
  private async changing(
    { orgId }: Actor,
    id: string,
    apply: (manager: EntityManager, client: OAuthClient) => Promise<string[]>,
  ): Promise<string> {
    const { userId, ended } = await this.clients.manager.transaction(async (manager) => {
      await lockMembers(manager, orgId);
      const lock = { mode: 'pessimistic_write' } as const;
      const client = await manager.findOne(OAuthClient, { where: { id, orgId }, lock });
      if (!client) throw unknown(id);
      return { userId: client.userId, ended: await apply(manager, client) };
    });
    this.tokens.announce(ended);
    return userId;
  }
}

/** Answers the tokens that it ends. */
async function apply(
  manager: EntityManager,
  actor: Actor,
  client: OAuthClient,
  { role, scopes, ...rest }: ClientChange,
): Promise<string[]> {
  const { id, userId } = client;
  const { name, enabled } = rest;
  const standing = role ? await given(manager, actor, role) : await standingOfAccount(manager, client);
  const wanted = scopes && checkedScopes(asAccount(actor, standing), scopes);
  await manager.update(OAuthClient, { id }, { ...rest, scopes: wanted });
  if (name !== undefined) await manager.update(User, { id: userId }, { name });
  if (role) await changeRole(manager, membersOf(client), asRole(standing));
  if (enabled !== undefined) await suspendServiceAccount(manager, client, !enabled);
  return role || wanted || enabled === false ? endTokensOf(manager, id) : [];
}

/** As which its scopes are looked at: never an administrator of the installation. */
const asAccount = (actor: Actor, { role, customRole }: Standing): Actor => ({
  ...actor,
  role,
  permissions: customRole ? new Set(customRole.permissions) : undefined,
  instanceAdmin: false,
});

const asRole = ({ role, customRole }: Standing): NewRole => ({
  role,
  customRoleId: customRole?.id ?? null,
  owner: false,
});

/** Throws `NotFoundError`, and `ForbiddenError` for more than the actor has. */
async function given(manager: EntityManager, actor: Actor, choice: RoleChoice): Promise<Standing> {
  const standing = await standingOf(manager, actor, choice);
  if (!manages(actor, null, standing)) throw new ForbiddenError('The role grants more than you have');
  return standing;
}

const membersOf = ({ orgId, userId }: OAuthClient) => ({ orgId, userIds: [userId] });

const standingOfAccount = (manager: EntityManager, { userId, orgId }: OAuthClient): Promise<Standing> =>
  manager.findOneOrFail(Membership, { where: { userId, orgId }, relations: { customRole: true } });

async function withDetails(manager: EntityManager, clients: OAuthClient[]): Promise<ClientDetails[]> {
  if (clients.length === 0) return [];
  const clientId = In(clients.map(({ id }) => id));
  const [secrets, memberships] = await Promise.all([
    manager.find(ClientSecret, {
      where: [
        { clientId, expiresAt: IsNull() },
        { clientId, expiresAt: MoreThan(new Date()) },
      ],
      order: { createdAt: 'ASC', id: 'ASC' },
    }),
    manager.find(Membership, {
      where: { userId: In(clients.map(({ userId }) => userId)) },
      relations: { customRole: true },
    }),
  ]);
  return clients.map((client) => {
    const membership = memberships.find(({ userId }) => userId === client.userId);
    return {
      client,
      role: membership?.role ?? 'viewer',
      customRole: membership?.customRole ?? null,
      secrets: secrets.filter((secret) => secret.clientId === client.id),
    };
  });
}

const unknown = (id: string): NotFoundError => new NotFoundError('client', id);
