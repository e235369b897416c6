import { PERMISSIONS, type Requirement } from '@muster/identity';
import type { Endpoint } from '@muster/platform';

const ADMINISTRATIVE = new Set<Requirement>(['admin', 'admin_session', 'instance_admin', 'session']);

const requirementOf = ({ permission }: Endpoint): Requirement | undefined =>
  (PERMISSIONS as Partial<Record<string, Requirement>>)[permission];

/** What only administrators may do, and what touches credentials. */
export function isAdministrative(endpoint: Endpoint): boolean {
  const requirement = requirementOf(endpoint);
  return requirement !== undefined && ADMINISTRATIVE.has(requirement);
}

/** What belongs to no organization. */
export const isOfInstallation = (endpoint: Endpoint): boolean => requirementOf(endpoint) === 'instance_admin';
