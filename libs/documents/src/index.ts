import type { MigrationClass } from '@muster/platform';

export const documentsMigrations: MigrationClass[] = [];
