import { QueryFailedError } from 'typeorm';

/** The name of the unique constraint that a statement would have broken; undefined: it failed of something else. */
export function brokenUnique(error: unknown): string | undefined {
  if (!(error instanceof QueryFailedError)) return undefined;
  const { code, constraint } = error.driverError as { code?: string; constraint?: string };
  return code === '23505' ? constraint : undefined;
}
