import { Module } from '@nestjs/common';
import { IdentityModule } from '@muster/identity';
import { DiscoveryController } from './discovery/discovery.controller';
import { GroupsController } from './groups/groups.controller';
import { UnsupportedController } from './discovery/unsupported.controller';
import { UsersController } from './users/users.controller';

/** Identity providers keep the people and groups of an organization in step with their own. */
@Module({
  imports: [IdentityModule],
  controllers: [DiscoveryController, UnsupportedController, UsersController, GroupsController],
})
export class ScimModule {}
