import { MigratedSchema } from '@muster/testing';
import { Workspace } from './files/workspace.entity';
import { WorkspaceFile } from './files/workspace-file.entity';
import { WorkspaceWrite } from './files/workspace-write.entity';
import { Workspaces1764000250000 } from './migrations/1764000250000-workspaces';
import { WorkspaceStray } from './strays/workspace-stray.entity';

describe('workspaces schema', () => {
  let schema: MigratedSchema;

  beforeAll(async () => {
    schema = await MigratedSchema.open([Workspace, WorkspaceFile, WorkspaceWrite, WorkspaceStray]);
  });
  afterAll(() => schema.close());

  it('is what the entities say', async () => {
    expect(await schema.drift()).toEqual([]);
  });

  it('goes without a trace when its migration is taken back', async () => {
    expect.assertions(1);
    await schema.afterRoundTrip(new Workspaces1764000250000(), async (manager) => {
      expect(await manager.count(Workspace)).toBe(0);
    });
  });
});
