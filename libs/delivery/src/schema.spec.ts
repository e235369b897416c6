import { MigratedSchema } from '@muster/testing';
import { Mail } from './mail/mail.entity';
import { Delivery1764000400000 } from './migrations/1764000400000-delivery';

describe('delivery schema', () => {
  let schema: MigratedSchema;

  beforeAll(async () => {
    schema = await MigratedSchema.open([Mail]);
  });
  afterAll(() => schema.close());

  it('is what the entities say', async () => {
    expect(await schema.drift()).toEqual([]);
  });

  it('goes without a trace when its migration is taken back', async () => {
    expect.assertions(1);
    await schema.afterRoundTrip(new Delivery1764000400000(), async (manager) => {
      expect(await manager.count(Mail)).toBe(0);
    });
  });
});
