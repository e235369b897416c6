import type { ApiResponse } from '../support/api-client';
import type { PlanBench, PlanPerson } from './plan-bench';

/** Label to id, as somebody sees them who may. */
export async function rolesOf(manager: PlanPerson): Promise<Record<string, string>> {
  const { body } = await manager.in().get('/orgs/roles');
  return Object.fromEntries(body.map(({ label, id }: { label: string; id: string }) => [label, id]));
}

export async function invite(
  by: PlanPerson,
  email: string,
  role = 'Member',
  roles?: Record<string, string>,
): Promise<ApiResponse> {
  const orgRoleId = (roles ?? (await rolesOf(by)))[role];
  return by.in().post('/invites', { email, name: 'Bob', orgRoleId });
}

/** Somebody new who came by invitation and has worked there. */
export async function colleague(
  bench: PlanBench,
  by: PlanPerson,
  role = 'Member',
  roles?: Record<string, string>,
): Promise<PlanPerson> {
  const bob = await bench.person();
  const { status: invited } = await invite(by, bob.email, role, roles);
  const { status: entered } = await bob.in(by.orgId).get('/orgs/session');
  if (invited !== 201 || entered !== 200) throw new Error(`not let in: ${invited}, ${entered}`);
  return { ...bob, orgId: by.orgId, in: (orgId = by.orgId) => bench.as(bob.token, orgId) };
}
