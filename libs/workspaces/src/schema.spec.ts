import { DataSource } from 'typeorm';
import { connectionOptions } from '@muster/platform';
import { testDatabase, type TestDatabase } from '@muster/testing';
import { Workspace } from './files/workspace.entity';
import { WorkspaceFile } from './files/workspace-file.entity';
import { WorkspaceWrite } from './files/workspace-write.entity';
import { Workspaces1764000250000 } from './migrations/1764000250000-workspaces';
import { WorkspaceStray } from './strays/workspace-stray.entity';

describe('workspaces schema', () => {
  let database: TestDatabase;
  let source: DataSource;

  beforeAll(async () => {
    database = await testDatabase();
    source = new DataSource({
      ...connectionOptions(database.url, 2),
      entities: [Workspace, WorkspaceFile, WorkspaceWrite, WorkspaceStray],
    });
    await source.initialize();
  });

  afterAll(async () => {
    await source.destroy();
    await database.close();
  });

  it('is what the entities say', async () => {
    const { upQueries } = await source.driver.createSchemaBuilder().log();
    expect(upQueries.map(({ query }) => query)).toEqual([]);
  });

  it('goes without a trace when its migration is taken back', async () => {
    const runner = source.createQueryRunner();
    await runner.startTransaction();
    await new Workspaces1764000250000().down(runner);
    await new Workspaces1764000250000().up(runner);
    expect(await runner.manager.count(Workspace)).toBe(0);
    await runner.rollbackTransaction();
    await runner.release();
  });
});
