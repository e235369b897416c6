import { Injectable } from '@nestjs/common';
import { Audit, INSTALLATION } from '@muster/governance';
import { type Actor, type SecurityChange, type SecurityConfig, SecurityPolicy } from '@muster/identity';

/** The rules, changed and noted in one transaction. */
@Injectable()
export class SecurityRules {
  constructor(
    private readonly policy: SecurityPolicy,
    private readonly audit: Audit,
  ) {}

  current(): Promise<SecurityConfig> {
    return this.policy.current();
  }

  change(actor: Actor, change: SecurityChange): Promise<SecurityConfig> {
    return this.policy.update(change, (manager) =>
      this.audit.note(manager, actor, INSTALLATION, { action: 'security.update', changes: change }),
    );
  }
}
