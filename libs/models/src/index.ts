import type { MigrationClass } from '@muster/platform';

export const modelsMigrations: MigrationClass[] = [];
