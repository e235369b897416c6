import { loadSettings, migrate, PlatformSettings } from '@muster/platform';
import { migrations } from '@muster/schema';

/** For installations that bring their own database: applies what is missing and says so. */
async function run(): Promise<void> {
  const [{ databaseUrl }] = loadSettings([PlatformSettings]);
  const applied = await migrate(databaseUrl, migrations);
  for (const name of applied) console.log(name);
  console.log(applied.length > 0 ? `${applied.length} migrations applied` : 'the database is up to date');
}

run().catch((error: Error) => {
  console.error(`muster: ${error.message || 'cannot reach the database'}`);
  process.exitCode = 1;
});
