import { Module } from '@nestjs/common';
import { IdentityModule, JobDoorModule } from '@muster/identity';
import { RunEventsModule, RunsModule } from '@muster/runs';
import { AuthModule } from '../../auth/auth.module';
import { AuthController } from './auth/auth.controller';
import { SharedStreams } from './shares/shared-streams';
import { SharesController } from './shares/shares.controller';

/** Coding jobs: by now its door, and what is shown to people without an account. */
@Module({
  imports: [AuthModule, IdentityModule, JobDoorModule, RunsModule, RunEventsModule],
  controllers: [AuthController, SharesController],
  providers: [SharedStreams],
})
export class JobsModule {}
