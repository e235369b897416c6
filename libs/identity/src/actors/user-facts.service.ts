import { Injectable } from '@nestjs/common';
import { Pool } from 'pg';
import { Hinter } from '@muster/platform';
import { FactsCache } from '../facts/facts-cache';
import type { Role } from './actor';

const LOAD = {
  name: 'identity-user-facts',
  text: `
SELECT id, username, active, instance_admin AS "instanceAdmin", token_generation AS "tokenGeneration",
  (SELECT coalesce(jsonb_object_agg(org_id, role), '{}') FROM membership
   WHERE user_id = app_user.id AND suspended_at IS NULL) AS roles
FROM app_user WHERE id = ANY($1::uuid[])`,
};

/** What authentication needs to know about a user. */
export interface UserFacts {
  readonly id: string;
  readonly username: string;
  readonly active: boolean;
  readonly instanceAdmin: boolean;
  readonly tokenGeneration: number;
  /** By id of the organization; without those that suspended the user. */
  readonly roles: ReadonlyMap<string, Role>;
}

type Row = Omit<UserFacts, 'roles'> & { roles: Record<string, Role> };

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
  changed(userId: string): void {
    this.forget(userId);
    this.hinter.hint('identity.changed', { userId });
  }

  private async find(ids: string[]): Promise<Map<string, UserFacts>> {
    const { rows } = await this.pool.query<Row>({ ...LOAD, values: [ids] });
    return new Map(
      rows.map(({ roles, ...row }) => [row.id, { ...row, roles: new Map(Object.entries(roles)) }]),
    );
  }
}
