import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { IdentityModule } from './identity.module';
import { JobDoorAttempts } from './job-door/job-door-attempts.service';
import { JobDoorAttempt, JobDoorRow } from './job-door/job-door.entity';
import { JobDoor } from './job-door/job-door.service';

/** The password door of the job surface. Needs `JobDoorSettings`, and whoever boots it to call `JobDoor.prepare`. */
@Module({
  imports: [IdentityModule, TypeOrmModule.forFeature([JobDoorRow, JobDoorAttempt])],
  providers: [JobDoor, JobDoorAttempts],
  exports: [JobDoor],
})
export class JobDoorModule {}
