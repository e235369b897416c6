import type { MigrationClass } from '@muster/platform';

export const runsMigrations: MigrationClass[] = [];
