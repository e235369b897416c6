import { MigratedSchema } from '@muster/testing';
import { User } from './accounts/user.entity';
import { InviteCode } from './invites/invite-code.entity';
import { Identity1764000100000 } from './migrations/1764000100000-identity';
import { Membership } from './organizations/membership.entity';
import { Organization } from './organizations/organization.entity';
import { LoginAttempt } from './passwords/login-attempt.entity';
import { SigningKey } from './tokens/signing-key.entity';

describe('identity schema', () => {
  let schema: MigratedSchema;

  beforeAll(async () => {
    schema = await MigratedSchema.open([
      User,
      Organization,
      Membership,
      InviteCode,
      LoginAttempt,
      SigningKey,
    ]);
  });
  afterAll(() => schema.close());

  it('is what the entities say', async () => {
    expect(await schema.drift()).toEqual([]);
  });

  it('goes without a trace when its migration is taken back', async () => {
    expect.assertions(1);
    await schema.afterRoundTrip(new Identity1764000100000(), async (manager) => {
      expect(await manager.count(Organization)).toBe(2);
    });
  });
});
