import { Injectable } from '@nestjs/common';
import { DocumentSettings } from '@muster/documents';
import { WorkspaceSettings } from '@muster/workspaces';

/** The largest upload, wherever it is looked at. */
@Injectable()
export class UploadLimits {
  constructor(
    private readonly documents: DocumentSettings,
    private readonly workspaces: WorkspaceSettings,
  ) {}

  get megabytes(): number {
    return this.documents.maxUploadMb;
  }

  set megabytes(value: number) {
    this.documents.maxUploadMb = value;
    this.workspaces.maxUploadMb = value;
  }
}
