import { byAdmin, byNobody, type Change } from './changing';

export const JOBS_PASSWORD = 'seven bridges of one town';

const CODES = '/api/v1/admin/invite-codes';
const KEYS = '/api/v1/security/keys';

/** Of what belongs to no organization: its keys, the ways in. */
export const INSTALLATION_CHANGES: Record<string, Change> = {
  'POST /api/auth/login': byNobody('/api/auth/login', () => ({ password: JOBS_PASSWORD })),
  'POST /api/auth/logout': byNobody('/api/auth/logout', () => ({})),
  'POST /api/v1/admin/invite-codes': byAdmin('POST', CODES, {}),
  'DELETE /api/v1/admin/invite-codes/:id': async ({ admin, send }) => {
    const { body } = await admin.post(CODES, {});
    return send(admin, 'DELETE', `${CODES}/${body.id}`);
  },
  'POST /api/v1/security/keys/access-tokens/rotate': byAdmin('POST', `${KEYS}/access-tokens/rotate`, {}),
  'POST /api/v1/security/keys/audit/rotate': byAdmin('POST', `${KEYS}/audit/rotate`, {}),
};
