import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import newman from 'newman';
import { Bench } from './bench';

describe('the collection of the Agent Protocol', () => {
  let bench: Bench;
  let folder: string;

  beforeAll(async () => {
    bench = await Bench.start();
    folder = await mkdtemp(join(tmpdir(), 'muster-newman-'));
    await writeFile(join(folder, 'test_output.txt'), 'Washington');
  });

  afterAll(async () => {
    await bench.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('passes as a client without a credential sends it', async () => {
    const { url } = await bench.installation.startGateway({ ANONYMOUS_WORKSPACE: 'on' });
    const { run } = await promisify(newman.run)({
      collection: join(__dirname, 'compliance.postman.json'),
      envVar: [{ key: 'url', value: url }],
      workingDir: folder,
    });
    const failures = run.failures.map(
      ({ source, error }) => `${source?.name}: ${error.test} ${error.message}`,
    );
    expect(failures).toEqual([]);
    expect([run.stats.requests.total, run.stats.requests.failed]).toEqual([12, 0]);
    expect(run.stats.assertions.total).toBeGreaterThanOrEqual(26);
  });
});
