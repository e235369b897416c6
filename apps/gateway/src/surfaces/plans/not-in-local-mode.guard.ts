import { CanActivate, ExecutionContext, Injectable } from '@nestjs/common';
import { type Actor, LocalMode } from '@muster/identity';
import { exchangeOf } from '@muster/platform';
import type { Request } from 'express';

/** For what takes several people: the local account works alone. */
@Injectable()
export class NotInLocalMode implements CanActivate {
  constructor(private readonly localMode: LocalMode) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const { caller } = exchangeOf(context.switchToHttp().getRequest<Request>());
    await this.localMode.refuseLocal(caller as Actor);
    return true;
  }
}
