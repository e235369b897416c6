import { Module } from '@nestjs/common';
import { TasksModule } from '@muster/tasks';
import { ArtifactsController } from './agent-protocol/artifacts.controller';
import { StepsController } from './agent-protocol/steps.controller';
import { TasksController } from './agent-protocol/tasks.controller';
import { McpModule } from './mcp/mcp.module';
import { OAuthModule } from './oauth/oauth.module';
import { ScimModule } from './scim/scim.module';

/** Protocols that others have specified, over the same tasks. */
@Module({
  imports: [TasksModule, McpModule, OAuthModule, ScimModule],
  controllers: [TasksController, StepsController, ArtifactsController],
})
export class ProtocolsModule {}
