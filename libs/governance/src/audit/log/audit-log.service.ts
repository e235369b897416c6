import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { type Actor, isInstallationWide } from '@muster/identity';
import { AuditEntry } from '../entities/audit-entry.entity';
import { INSTALLATION } from '../audit-input';

export interface AuditFilter {
  action?: string;
  actorId?: string;
  resourceType?: string;
  resourceId?: string;
  from?: Date;
  to?: Date;
  limit: number;
  offset: number;
}

/** Which chains somebody may read: the organization's, and for administrators of the installation its own. */
const chainsOf = (actor: Actor): string[] =>
  isInstallationWide(actor) ? [actor.orgId, INSTALLATION] : [actor.orgId];

/** The trail, for reading. */
@Injectable()
export class AuditLog {
  constructor(@InjectRepository(AuditEntry) private readonly entries: Repository<AuditEntry>) {}

  /** Newest first. */
  async list(actor: Actor, filter: AuditFilter): Promise<{ items: AuditEntry[]; total: number }> {
    const query = this.entries
      .createQueryBuilder('entry')
      .where('entry.chainId IN (:...chains)', { chains: chainsOf(actor) })
      .orderBy('entry.createdAt', 'DESC')
      .addOrderBy('entry.id', 'DESC')
      .take(filter.limit)
      .skip(filter.offset);
    for (const [condition, value] of conditionsOf(filter))
      if (value !== undefined)
        query.andWhere(`entry.${condition} :${nameOf(condition)}`, { [nameOf(condition)]: value });
    const [items, total] = await query.getManyAndCount();
    return { items, total };
  }
}

const conditionsOf = ({ action, actorId, resourceType, resourceId, from, to }: AuditFilter) =>
  [
    ['action =', action],
    ['actorId =', actorId],
    ['resourceType =', resourceType],
    ['resourceId =', resourceId],
    ['createdAt >=', from],
    ['createdAt <=', to],
  ] as const;

const nameOf = (condition: string): string =>
  condition.replace(' >=', 'From').replace(' <=', 'To').replace(' =', '');
