import type { QueryRunner } from 'typeorm';
import { MigratedSchema } from '@muster/testing';
import { IpRule } from './addresses/ip-rule.entity';
import { AuditBeginning } from './audit/entities/audit-beginning.entity';
import { AuditChain } from './audit/entities/audit-chain.entity';
import { AuditCheckpoint } from './audit/entities/audit-checkpoint.entity';
import { AuditEntry } from './audit/entities/audit-entry.entity';
import { AuditIntent } from './audit/entities/audit-intent.entity';
import { AuditKey } from './audit/entities/audit-key.entity';
import { Audit1795950000000 } from './migrations/1795950000000-audit';
import { AuditRetention1796030000002 } from './migrations/1796030000002-audit-retention';
import { Configuration1795960000000 } from './migrations/1795960000000-configuration';
import { SettingRow } from './settings/setting.entity';

const ENTITIES = [
  AuditEntry,
  AuditChain,
  AuditCheckpoint,
  AuditIntent,
  AuditBeginning,
  AuditKey,
  SettingRow,
  IpRule,
];

describe('governance schema', () => {
  let schema: MigratedSchema;

  beforeAll(async () => {
    schema = await MigratedSchema.open(ENTITIES);
  });

  afterAll(() => schema.close());

  it('is what the entities say', async () => {
    expect(await schema.drift()).toEqual([]);
  });

  it('goes without a trace when its migrations are taken back', async () => {
    expect.assertions(1);
    const inOrder = [
      new Audit1795950000000(),
      new Configuration1795960000000(),
      new AuditRetention1796030000002(),
    ];
    const all = {
      down: async (runner: QueryRunner) => {
        for (const migration of inOrder.toReversed()) await migration.down(runner);
      },
      up: async (runner: QueryRunner) => {
        for (const migration of inOrder) await migration.up(runner);
      },
    };
    await schema.afterRoundTrip(all, async (manager) => {
      expect(await manager.count(AuditEntry)).toBe(0);
    });
  });
});
