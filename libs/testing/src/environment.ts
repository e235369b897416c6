/** What the global set-up tells the workers, by environment: Jest hands nothing else over. */
export interface TestEnvironment {
  /** Connects to the server as somebody who may create databases. */
  serverUrl: string;
  /** An empty, migrated database that is cloned for each spec. */
  template: string;
  /** One per worker. */
  redisUrls: string[];
}

const NAME = 'MUSTER_TEST_ENVIRONMENT';

export const publish = (environment: TestEnvironment): void => {
  process.env[NAME] = JSON.stringify(environment);
};

export function testEnvironment(): TestEnvironment {
  const published = process.env[NAME];
  if (!published) throw new Error('no test databases: run the specs through Jest with its global set-up');
  return JSON.parse(published) as TestEnvironment;
}

/** 1, 2, 3… for the workers of one run. */
export const workerNumber = (): number => Number(process.env.JEST_WORKER_ID ?? 1);

/** A server of the tester's own instead of the embedded one. */
export const givenServerUrl = (): string | undefined => process.env.TEST_DATABASE_URL || undefined;
