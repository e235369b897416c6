import { agentsMigrations } from '@muster/agents';
import { deliveryMigrations } from '@muster/delivery';
import { documentsMigrations } from '@muster/documents';
import { governanceMigrations } from '@muster/governance';
import { identityMigrations } from '@muster/identity';
import { modelsMigrations } from '@muster/models';
import { type MigrationClass, platformMigrations } from '@muster/platform';
import { runsMigrations } from '@muster/runs';
import { workspacesMigrations } from '@muster/workspaces';

/** The whole schema: what `migrate` applies, in the order of the timestamps in the class names. */
export const migrations: MigrationClass[] = [
  ...platformMigrations,
  ...identityMigrations,
  ...governanceMigrations,
  ...modelsMigrations,
  ...documentsMigrations,
  ...workspacesMigrations,
  ...runsMigrations,
  ...agentsMigrations,
  ...deliveryMigrations,
];
