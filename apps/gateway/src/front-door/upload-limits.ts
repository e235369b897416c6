import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { DocumentSettings } from '@muster/documents';
import { WorkspaceSettings } from '@muster/workspaces';
import type { Express } from 'express';
import { setUploadTypes } from '../transfer/upload-types';

/** What may be uploaded, wherever it is looked at. */
@Injectable()
export class UploadLimits {
  constructor(
    private readonly documents: DocumentSettings,
    private readonly workspaces: WorkspaceSettings,
    private readonly host: HttpAdapterHost,
  ) {}

  /** See `setUploadTypes`. */
  set types(list: string) {
    setUploadTypes(this.host.httpAdapter.getInstance<Express>(), list);
  }

  get megabytes(): number {
    return this.documents.maxUploadMb;
  }

  set megabytes(value: number) {
    this.documents.maxUploadMb = value;
    this.workspaces.maxUploadMb = value;
  }
}
