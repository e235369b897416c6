import { eventually } from '@muster/testing';
import { AUTH, member, STRONG } from '../support/members';
import { byAdmin, byMember, byNobody, type Change, email, json, type World } from './changing';

export const JOBS_PASSWORD = 'seven bridges of one town';

const CODES = '/api/v1/admin/invite-codes';
const KEYS = '/api/v1/security/keys';

/** The token that was mailed to the address. */
const mailedToken = ({ installation }: World, to: string, subject: string): Promise<string> =>
  eventually(async () => {
    const [mail] = await installation.sql<{ text: string }>(
      'SELECT text FROM mail WHERE recipient = $1 AND subject = $2',
      [to, subject],
    );
    return /token: (\S+)$/m.exec(mail?.text ?? '')?.[1];
  });

/** Of what belongs to no organization: its keys, the ways in. */
export const INSTALLATION_CHANGES: Record<string, Change> = {
  'POST /api/auth/login': byNobody('/api/auth/login', () => ({ password: JOBS_PASSWORD })),
  'POST /api/auth/logout': byNobody('/api/auth/logout', () => ({})),
  'POST /api/v1/admin/invite-codes': byAdmin('POST', CODES, {}),
  'DELETE /api/v1/admin/invite-codes/:id': async ({ admin, send }) => {
    const { body } = await admin.post(CODES, {});
    return send(admin, 'DELETE', `${CODES}/${body.id}`);
  },
  'POST /api/v1/auth/email/confirmation': byMember(`${AUTH}/email/confirmation`, () => json()),
  'POST /api/v1/auth/email/verify': byNobody(`${AUTH}/email/verify`, async (world) => {
    const { account } = await member(world.gateway.client);
    return { token: await mailedToken(world, account.email, 'Your address on Muster') };
  }),
  'POST /api/v1/auth/password/forgot': byNobody(`${AUTH}/password/forgot`, () => ({ email: email() })),
  'POST /api/v1/auth/password/reset': byNobody(`${AUTH}/password/reset`, async (world) => {
    const { account } = await member(world.gateway.client);
    await world.gateway.client.post(`${AUTH}/password/forgot`, { email: account.email });
    const token = await mailedToken(world, account.email, 'A new password for Muster');
    return { token, new_password: `${STRONG}-9` };
  }),
  'POST /api/v1/security/keys/access-tokens/rotate': byAdmin('POST', `${KEYS}/access-tokens/rotate`, {}),
  'POST /api/v1/security/keys/audit/rotate': byAdmin('POST', `${KEYS}/audit/rotate`, {}),
};
