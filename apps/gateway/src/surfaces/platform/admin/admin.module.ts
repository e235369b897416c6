import { Module } from '@nestjs/common';
import { AuditModule } from '@muster/governance';
import { IdentityModule } from '@muster/identity';
import { AuditController } from './audit.controller';
import { InviteCodesController } from './invite-codes/invite-codes.controller';
import { UsersController } from './users.controller';

/** What the administrators of an organization do. */
@Module({
  imports: [IdentityModule, AuditModule],
  controllers: [AuditController, UsersController, InviteCodesController],
})
export class AdminModule {}
