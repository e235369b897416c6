import type { CommitOutcome } from './run-writer';

/** Rolls a transaction back because its commit part was refused. */
export class Refused extends Error {}

export async function orRefused(transaction: () => Promise<void>): Promise<CommitOutcome> {
  try {
    await transaction();
    return 'committed';
  } catch (error) {
    if (error instanceof Refused) return 'refused';
    throw error;
  }
}
