import { onServer } from './databases';
import { running } from './running';

export default async function tearDown(): Promise<void> {
  const { postgres, redis, template } = running;
  if (template)
    await onServer(template.serverUrl, `DROP DATABASE IF EXISTS ${template.template} WITH (FORCE)`);
  await Promise.all([postgres?.stop(), redis?.stop()]);
}
