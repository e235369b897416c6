import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { NotFoundError } from '@muster/platform';
import type { Actor } from '../../actors/actor';
import { SqlValues } from '../filters/sql-values';
import { conditionOf, orderOf, partOf, type ScimPage, type ScimQuery } from '../listing';
import { GROUP_ATTRIBUTES } from './group-attributes';
import { countGroups, membersOfGroups, type ScimGroup, selectGroups } from './group-rows';

/** A page with more members ends early: whoever asks goes on behind it. */
const MEMBERS_PER_PAGE = 10_000;

export interface ListedGroup extends ScimGroup {
  /** Ids of people. Undefined: they were not asked for. */
  members?: string[];
}

/** The groups of the actor's organization, as an identity provider reads them. */
@Injectable()
export class ScimGroupList {
  constructor(private readonly source: DataSource) {}

  /** Oldest first unless asked otherwise. Throws `InvalidError`, reason `invalidFilter`, `invalidValue` or `tooMany`. */
  async list({ orgId }: Actor, query: ScimQuery, withMembers: boolean): Promise<ScimPage<ListedGroup>> {
    const { manager } = this.source;
    const values = new SqlValues(orgId);
    const condition = conditionOf(query, GROUP_ATTRIBUTES, values);
    const { limit, offset } = partOf(query);
    const order = orderOf(query, GROUP_ATTRIBUTES, 'g.created_at, g.id');
    const [counted] = await manager.query<{ total: number }[]>(countGroups(condition), values.all);
    const part = `${order} LIMIT ${String(limit)} OFFSET ${String(offset)}`;
    const groups = limit === 0 ? [] : await manager.query<Sized[]>(selectGroups(condition, part), values.all);
    const shown = withMembers ? fitting(groups) : groups;
    const items = await this.withMembers(orgId, shown, withMembers);
    return { total: counted?.total ?? 0, startIndex: offset + 1, items };
  }

  /** Throws `NotFoundError`. */
  async get({ orgId }: Actor, id: string, withMembers: boolean): Promise<ListedGroup> {
    const groups = await this.source.manager.query<Sized[]>(selectGroups('g.id = $2', ''), [orgId, id]);
    const [group] = await this.withMembers(orgId, groups, withMembers);
    if (!group) throw new NotFoundError('Group', id);
    return group;
  }

  private async withMembers(orgId: string, groups: Sized[], wanted: boolean): Promise<ListedGroup[]> {
    if (!wanted) return groups;
    const ids = groups.map(({ id }) => id);
    const members = await membersOfGroups(this.source.manager, orgId, ids);
    return groups.map((group) => ({ ...group, members: members.get(group.id) ?? [] }));
  }
}

type Sized = ScimGroup & { size: number };

function fitting(groups: Sized[]): Sized[] {
  let members = 0;
  return groups.filter(({ size }, index) => {
    members += size;
    return index === 0 || members <= MEMBERS_PER_PAGE;
  });
}
