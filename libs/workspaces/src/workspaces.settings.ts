import { IntSetting } from '@muster/platform';

/** How much a workspace may hold. */
export class WorkspaceSettings {
  @IntSetting('MAX_UPLOAD_MB', { about: 'largest upload, on every route', default: 100, min: 1, max: 10_000 })
  maxUploadMb: number;

  @IntSetting('WORKSPACE_MAX_FILES', {
    about: 'most files of one workspace',
    default: 1_000,
    min: 1,
    max: 1_000_000,
  })
  maxFiles: number;

  @IntSetting('WORKSPACE_MAX_MB', {
    about: 'most megabytes of one workspace, all files together',
    default: 1_024,
    min: 1,
    max: 1_000_000,
  })
  maxMb: number;
}
