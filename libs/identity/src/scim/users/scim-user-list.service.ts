import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { NotFoundError } from '@muster/platform';
import type { Actor } from '../../actors/actor';
import { SqlValues } from '../filters/sql-values';
import { conditionOf, orderOf, partOf, type ScimPage, type ScimQuery } from '../listing';
import { USER_ATTRIBUTES } from './user-attributes';
import { countUsers, findUser, type GroupOfUser, groupsOf, type ScimUser, selectUsers } from './user-rows';

export interface ListedUser extends ScimUser {
  groups: GroupOfUser[];
}

/** The members of the actor's organization, as an identity provider reads them. */
@Injectable()
export class ScimUserList {
  constructor(private readonly source: DataSource) {}

  /** Oldest first unless asked otherwise. Throws `InvalidError`, reason `invalidFilter`, `invalidValue` or `tooMany`. */
  async list({ orgId }: Actor, query: ScimQuery, withGroups: boolean): Promise<ScimPage<ListedUser>> {
    const { manager } = this.source;
    const values = new SqlValues(orgId);
    const condition = conditionOf(query, USER_ATTRIBUTES, values);
    const { limit, offset } = partOf(query);
    const order = orderOf(query, USER_ATTRIBUTES, 'm.created_at, m.user_id');
    const [counted] = await manager.query<{ total: number }[]>(countUsers(condition), values.all);
    const part = `${order} LIMIT ${String(limit)} OFFSET ${String(offset)}`;
    const users =
      limit === 0 ? [] : await manager.query<ScimUser[]>(selectUsers(condition, part), values.all);
    const ids = withGroups ? users.map(({ id }) => id) : [];
    const groups = await groupsOf(manager, orgId, ids);
    const items = users.map((user) => ({ ...user, groups: groups.get(user.id) ?? [] }));
    return { total: counted?.total ?? 0, startIndex: offset + 1, items };
  }

  /** Throws `NotFoundError`. */
  async get({ orgId }: Actor, id: string): Promise<ListedUser> {
    const { manager } = this.source;
    const user = await findUser(manager, orgId, id);
    if (!user) throw new NotFoundError('User', id);
    return { ...user, groups: (await groupsOf(manager, orgId, [id])).get(id) ?? [] };
  }
}
