import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { Pool } from 'pg';
import { Batcher, Hinter } from '@muster/platform';
import type { Role } from './actor';

/** How long facts are believed when the hint about their change got lost. */
const FRESH_MS = 5_000;
const REMEMBERED = 10_000;

const LOAD = {
  name: 'identity-user-facts',
  text: `
SELECT id, username, instance_admin AS "instanceAdmin", token_generation AS "tokenGeneration",
  (SELECT coalesce(jsonb_object_agg(org_id, role), '{}') FROM membership WHERE user_id = app_user.id) AS roles
FROM app_user WHERE id = ANY($1::uuid[])`,
};

/** What authentication needs to know about a user. */
export interface UserFacts {
  readonly id: string;
  readonly username: string;
  readonly instanceAdmin: boolean;
  readonly tokenGeneration: number;
  /** By id of the organization. */
  readonly roles: ReadonlyMap<string, Role>;
  readonly freshUntil: number;
}

type Row = Omit<UserFacts, 'roles' | 'freshUntil'> & { roles: Record<string, Role> };

/** Facts about users, kept in the process for a few seconds; misses of one moment share one query. */
@Injectable()
export class UserFactsService {
  private readonly known = new LRUCache<string, UserFacts>({ max: REMEMBERED });
  /** Who was forgotten while a query is under way; it may have read them before the change. */
  private forgotten?: Set<string>;
  private readonly loader = new Batcher<string, UserFacts | undefined>((ids) => this.loadMany(ids));

  constructor(
    private readonly pool: Pool,
    private readonly hinter: Hinter,
  ) {}

  /** What is known without asking the database, at most a few seconds old. */
  peek(userId: string): UserFacts | undefined {
    const facts = this.known.get(userId);
    return facts && facts.freshUntil > Date.now() ? facts : undefined;
  }

  /** As the database says now; undefined when there is no such user. */
  load(userId: string): Promise<UserFacts | undefined> {
    return this.loader.add(userId);
  }

  forget(userId: string): void {
    this.known.delete(userId);
    this.forgotten?.add(userId);
  }

  /** To be called after the change is committed: every process looks again. */
  changed(userId: string): void {
    this.forget(userId);
    this.hinter.hint('identity.changed', { userId });
  }

  private async loadMany(ids: string[]): Promise<(UserFacts | undefined)[]> {
    const forgotten = new Set<string>();
    this.forgotten = forgotten;
    const { rows } = await this.pool.query<Row>({ ...LOAD, values: [[...new Set(ids)]] });
    this.forgotten = undefined;
    const found = new Map(rows.map((row) => [row.id, toFacts(row)]));
    for (const [id, facts] of found) if (!forgotten.has(id)) this.known.set(id, facts);
    return ids.map((id) => found.get(id));
  }
}

const toFacts = ({ roles, ...row }: Row): UserFacts => ({
  ...row,
  roles: new Map(Object.entries(roles)),
  freshUntil: Date.now() + FRESH_MS,
});
