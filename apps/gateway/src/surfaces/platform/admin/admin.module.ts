import { Module } from '@nestjs/common';
import { AgentsModule } from '@muster/agents';
import { AuditModule } from '@muster/governance';
import { IdentityModule } from '@muster/identity';
import { AuditController } from './audit.controller';
import { InviteCodesController } from './invite-codes/invite-codes.controller';
import { UsersController } from './users.controller';
import { AdminWorkersController } from './workers/workers.controller';

/** What the administrators of an organization do. */
@Module({
  imports: [IdentityModule, AuditModule, AgentsModule],
  controllers: [AuditController, UsersController, InviteCodesController, AdminWorkersController],
})
export class AdminModule {}
