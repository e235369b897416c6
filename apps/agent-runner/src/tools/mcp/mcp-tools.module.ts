import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Organization } from '@muster/identity';
import { Organizations } from '../organizations';
import { CallTool } from './call-tool';
import { McpHub } from './mcp-hub';

/** Needs `McpSettings`. */
@Module({
  imports: [TypeOrmModule.forFeature([Organization])],
  providers: [CallTool, McpHub, Organizations],
  exports: [CallTool, Organizations],
})
export class McpToolsModule {}
