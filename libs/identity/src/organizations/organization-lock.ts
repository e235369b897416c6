import type { EntityManager } from 'typeorm';
import { Organization } from './organization.entity';

/** One change of people and roles at a time per organization, so that two administrators cannot remove each other at once. */
export const lockOrganization = (manager: EntityManager, orgId: string): Promise<Organization> =>
  manager.findOneOrFail(Organization, { where: { id: orgId }, lock: { mode: 'for_no_key_update' } });
