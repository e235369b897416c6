import { DomainError } from '@muster/platform';

/**
 * A server outside that does not answer is the failure of the action, not of the run: the agent is told, and the run
 * is not tried again for it.
 */
export async function attempt<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof DomainError) || !error.retryable) throw error;
    throw new DomainError(error.code, error.message, error.details, { cause: error });
  }
}
