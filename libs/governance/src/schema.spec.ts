import { MigratedSchema } from '@muster/testing';
import { IpRule } from './addresses/ip-rule.entity';
import { AuditChain } from './audit/entities/audit-chain.entity';
import { AuditCheckpoint } from './audit/entities/audit-checkpoint.entity';
import { AuditEntry } from './audit/entities/audit-entry.entity';
import { AuditIntent } from './audit/entities/audit-intent.entity';
import { AuditKey } from './audit/entities/audit-key.entity';
import { Audit1795950000000 } from './migrations/1795950000000-audit';
import { Configuration1795960000000 } from './migrations/1795960000000-configuration';
import { SettingRow } from './settings/setting.entity';

const ENTITIES = [AuditEntry, AuditChain, AuditCheckpoint, AuditIntent, AuditKey, SettingRow, IpRule];

describe('governance schema', () => {
  let schema: MigratedSchema;

  beforeAll(async () => {
    schema = await MigratedSchema.open(ENTITIES);
  });

  afterAll(() => schema.close());

  it('is what the entities say', async () => {
    expect(await schema.drift()).toEqual([]);
  });

  it.each([new Audit1795950000000(), new Configuration1795960000000()])(
    'goes without a trace when $name is taken back',
    async (migration) => {
      expect.assertions(1);
      await schema.afterRoundTrip(migration, async (manager) => {
        expect(await manager.count(AuditEntry)).toBe(0);
      });
    },
  );
});
