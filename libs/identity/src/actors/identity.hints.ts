import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import type { Hints } from '@muster/contracts';
import { Authenticator } from './authenticator.service';

/** Hears what other processes changed. For the `controllers` of an app that authenticates and is connected to the transport. */
@Controller()
export class IdentityHints {
  constructor(private readonly authenticator: Authenticator) {}

  @EventPattern('identity.changed' satisfies keyof Hints)
  changed(@Payload() hint: Partial<Hints['identity.changed']>): void {
    if (typeof hint.userId === 'string') this.authenticator.forget(hint.userId);
  }
}
