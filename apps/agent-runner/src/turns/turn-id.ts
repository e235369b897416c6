import { derivedUuid } from '@muster/platform';

/** The same whenever the program is re-entered. */
export const turnId = (runId: string, n: number): string => derivedUuid(`${runId}:turn#${n}`, 4);
