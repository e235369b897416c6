import { Controller } from '@nestjs/common';
import { EventPattern } from '@nestjs/microservices';
import type { Hints } from '@muster/contracts';
import { LiveSettings } from './live-settings.service';

/** Hears what other processes configured. For the `controllers` of an app that is connected to the transport. */
@Controller()
export class GovernanceHints {
  constructor(private readonly live: LiveSettings) {}

  @EventPattern('governance.changed' satisfies keyof Hints)
  async changed(): Promise<void> {
    await this.live.refresh();
  }
}
