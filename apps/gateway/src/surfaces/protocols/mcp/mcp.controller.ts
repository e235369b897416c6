import { Controller, Get, Post, Req, Res, UseGuards } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiResponse } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import type { Actor } from '@muster/identity';
import { CurrentActor } from '../../../auth/current-actor.decorator';
import { Endpoint } from '../../../auth/endpoint.decorator';
import { Surface } from '../../surfaces';
import { MessageDto } from './mcp.dto';
import { OriginGuard } from './wire/origin.guard';
import { McpEndpoint } from './wire/mcp.endpoint';

const DOES = `The Model Context Protocol over streamable HTTP, in its revisions 2025-03-26 to 2026-07-28: documents, search, runs and \
tasks as tools and resources, as far as the caller's permissions go. Answers with JSON, or with a stream of messages.`;

@Surface('protocols')
@UseGuards(OriginGuard)
@Controller('mcp')
export class McpController {
  constructor(private readonly endpoint: McpEndpoint) {}

  @Post()
  @Endpoint({
    permission: 'user',
    audit: false,
    anonymous: true,
    lasting: true,
    summary: 'Send a message to the MCP server',
    description: DOES,
    returns: MessageDto,
    produces: 'text/event-stream',
  })
  @ApiBody({ type: MessageDto })
  @ApiHeader({ name: 'MCP-Protocol-Version', required: false })
  @ApiHeader({ name: 'Mcp-Session-Id', required: false, description: 'As `initialize` has answered it' })
  @ApiResponse({ status: 202, description: 'Taken note of' })
  async post(
    @CurrentActor() actor: Actor,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    await this.endpoint.post(actor, request, response);
  }

  @Get()
  @Endpoint({
    permission: 'user',
    anonymous: true,
    summary: 'Be told what changes, or take up a stream that was lost, after `Last-Event-ID`',
    kind: 'sse',
  })
  @ApiHeader({ name: 'Last-Event-ID', required: false })
  @ApiHeader({ name: 'Mcp-Session-Id', required: true })
  async listen(
    @CurrentActor() actor: Actor,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    await this.endpoint.listen(actor, request, response);
  }
}
