import { Controller } from '@nestjs/common';
import { EventPattern } from '@nestjs/microservices';
import type { Hints } from '@muster/contracts';
import { SecurityPolicy } from '../policy/security-policy.service';
import { AccessKeys } from '../tokens/access-keys.service';

/** Hears that other processes changed what holds for everybody. Belongs beside `IdentityHints`. */
@Controller()
export class RuleHints {
  constructor(
    private readonly policy: SecurityPolicy,
    private readonly accessKeys: AccessKeys,
  ) {}

  @EventPattern('keys.changed' satisfies keyof Hints)
  keysChanged(): Promise<void> {
    return this.accessKeys.refresh();
  }

  @EventPattern('security.changed' satisfies keyof Hints)
  securityChanged(): void {
    this.policy.forget();
  }
}
