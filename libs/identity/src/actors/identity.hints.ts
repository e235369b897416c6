import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import type { Hints } from '@muster/contracts';
import { ApiKeyFacts } from '../api-keys/api-key-facts.service';
import { ClientTokenFacts } from '../clients/tokens/client-token-facts.service';
import { SessionFacts } from '../sessions/session-facts.service';
import { ShareFacts } from '../shares/share-facts.service';
import { UserFactsService } from './user-facts.service';

/** Hears what other processes changed. For the `controllers` of an app that authenticates and is connected to the transport. */
@Controller()
export class IdentityHints {
  constructor(
    private readonly users: UserFactsService,
    private readonly sessions: SessionFacts,
    private readonly keys: ApiKeyFacts,
    private readonly shares: ShareFacts,
    private readonly clients: ClientTokenFacts,
  ) {}

  @EventPattern('identity.changed' satisfies keyof Hints)
  changed(@Payload() hint: Partial<Hints['identity.changed']>): void {
    for (const userId of Array.isArray(hint.userIds) ? hint.userIds : []) this.users.forget(userId);
  }

  @EventPattern('credentials.ended' satisfies keyof Hints)
  ended(@Payload() { ids }: Partial<Hints['credentials.ended']>): void {
    for (const id of Array.isArray(ids) ? ids : []) {
      this.sessions.forget(id);
      this.keys.forget(id);
      this.shares.forget(id);
      this.clients.forget(id);
    }
  }
}
