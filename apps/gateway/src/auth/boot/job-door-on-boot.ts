import { Injectable, OnApplicationBootstrap } from '@nestjs/common';
import { JobDoor } from '@muster/identity';
import { JobVisitors } from '../jobs/job-visitors';

/** Opens or shuts the password door as the settings say. */
@Injectable()
export class JobDoorOnBoot implements OnApplicationBootstrap {
  constructor(
    private readonly door: JobDoor,
    private readonly visitors: JobVisitors,
  ) {}

  onApplicationBootstrap(): Promise<void> {
    return this.door.prepare({ loopback: this.visitors.loopback });
  }
}
