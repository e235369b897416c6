import { Injectable } from '@nestjs/common';
import { Pool } from 'pg';
import { Hinter } from '@muster/platform';
import { FactsCache } from '../facts/facts-cache';
import type { Role } from './actor';

/** How many ids one hint carries. */
const HINT_SIZE = 500;

const LOAD = {
  name: 'identity-user-facts',
  text: `
SELECT id, username, active, instance_admin AS "instanceAdmin", token_generation AS "tokenGeneration",
  mfa_enabled AS "mfaEnabled",
  (
    SELECT coalesce(jsonb_object_agg(member.org_id, jsonb_build_object(
      'role', member.role,
      'owner', member.owner,
      'since', extract(epoch FROM member.role_since) * 1000,
      'permissions', custom.permissions
    )), '{}')
    FROM membership member LEFT JOIN custom_role custom ON custom.id = member.custom_role_id
    WHERE member.user_id = app_user.id AND member.suspended_at IS NULL
  ) AS roles
FROM app_user WHERE id = ANY($1::uuid[])`,
};

/** What somebody is in one organization. */
export interface RoleFacts {
  readonly role: Role;
  readonly owner: boolean;
  /** Milliseconds since 1970. */
  readonly since: number;
  /** Of a custom role, in place of what `role` grants. */
  readonly permissions?: ReadonlySet<string>;
}

/** What authentication needs to know about a user. */
export interface UserFacts {
  readonly id: string;
  readonly username: string;
  readonly active: boolean;
  readonly instanceAdmin: boolean;
  readonly tokenGeneration: number;
  readonly mfaEnabled: boolean;
  /** By id of the organization; without those that suspended the user. */
  readonly roles: ReadonlyMap<string, RoleFacts>;
}

interface RoleRow {
  role: Role;
  owner: boolean;
  since: number;
  permissions: string[] | null;
}

type Row = Omit<UserFacts, 'roles'> & { roles: Record<string, RoleRow> };

/** Facts about users, kept in the process for a few seconds. */
@Injectable()
export class UserFactsService {
  private readonly cache = new FactsCache<UserFacts>((ids) => this.find(ids));

  constructor(
    private readonly pool: Pool,
    private readonly hinter: Hinter,
  ) {}

  /** What is known without asking the database, at most a few seconds old. */
  peek(userId: string): UserFacts | undefined {
    return this.cache.peek(userId);
  }

  /** As the database says now; undefined when there is no such user. */
  load(userId: string): Promise<UserFacts | undefined> {
    return this.cache.load(userId);
  }

  forget(userId: string): void {
    this.cache.forget(userId);
  }

  /** To be called after the change is committed: every process looks again. */
  changed(whose: string | readonly string[]): void {
    const userIds = typeof whose === 'string' ? [whose] : whose;
    for (const userId of userIds) this.forget(userId);
    for (let at = 0; at < userIds.length; at += HINT_SIZE)
      this.hinter.hint('identity.changed', { userIds: userIds.slice(at, at + HINT_SIZE) });
  }

  private async find(ids: string[]): Promise<Map<string, UserFacts>> {
    const { rows } = await this.pool.query<Row>({ ...LOAD, values: [ids] });
    return new Map(rows.map((row) => [row.id, toFacts(row)]));
  }
}

function toFacts({ roles, ...row }: Row): UserFacts {
  const entries = Object.entries(roles).map(
    ([orgId, { permissions, ...facts }]) =>
      [orgId, permissions ? { ...facts, permissions: new Set(permissions) } : facts] as const,
  );
  return { ...row, roles: new Map<string, RoleFacts>(entries) };
}
