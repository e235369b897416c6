import { Injectable, OnApplicationBootstrap } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { PERMISSIONS } from '@muster/identity';
import type { HttpAdapter } from '@muster/platform';

const OPEN = ['public', 'user'];

/** A route whose permission is in no table fails the boot: nobody could say who may call it. */
@Injectable()
export class KnownPermissions implements OnApplicationBootstrap {
  constructor(private readonly host: HttpAdapterHost<HttpAdapter>) {}

  onApplicationBootstrap(): void {
    const unknown = this.host.httpAdapter.declared.filter(
      ({ endpoint: { permission } }) => !OPEN.includes(permission) && !Object.hasOwn(PERMISSIONS, permission),
    );
    if (unknown.length > 0)
      throw new Error(
        `routes with no permission of the table: ${unknown.map(({ method, path }) => `${method} ${path}`).join(', ')}`,
      );
  }
}
