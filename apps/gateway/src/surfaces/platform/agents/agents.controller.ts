import { Body, Controller, Delete, Get, Patch, Post, Query } from '@nestjs/common';
import { type Agent, AgentsService } from '@muster/agents';
import type { Actor } from '@muster/identity';
import { UuidParam } from '@muster/platform';
import { CurrentActor } from '../../../auth/current-actor.decorator';
import { Endpoint } from '../../../auth/endpoint.decorator';
import { Surface } from '../../surfaces';
import { toListDto, toPage } from '../lists/list.dto';
import {
  AgentChangeDto,
  AgentCreateDto,
  AgentDto,
  AgentListDto,
  AgentListQueryDto,
  toAgentFilter,
} from './agents.dto';
import { toAgentChange, toAgentDto, toAgentInput } from './agents.mapping';

/** Generous for a long prompt; lists carry up to 200 of them. */
const BODY_LIMIT = 512 * 1_024;

@Surface('platform')
@Controller('api/v1/agents')
export class AgentsController {
  constructor(private readonly agents: AgentsService) {}

  @Get()
  @Endpoint({ permission: 'agents:read', summary: 'List the agents, newest first', returns: AgentListDto })
  async list(@CurrentActor() actor: Actor, @Query() query: AgentListQueryDto): Promise<AgentListDto> {
    return toListDto(await this.agents.list(actor, toAgentFilter(query)), toPage(query), this.shown);
  }

  @Post()
  @Endpoint({
    permission: 'agents:write',
    summary: 'Make an agent',
    description:
      'Left out: role `general`, the default model of the settings, no tools, temperature 0.7, 4096 tokens, three tasks at once, `autonomous`, executed by Muster itself.',
    status: 201,
    returns: AgentDto,
    bodyLimit: BODY_LIMIT,
  })
  async create(@CurrentActor() actor: Actor, @Body() body: AgentCreateDto): Promise<AgentDto> {
    return this.shown(await this.agents.create(actor, toAgentInput(body)));
  }

  @Get(':id')
  @Endpoint({ permission: 'agents:read', summary: 'An agent', returns: AgentDto })
  async get(@CurrentActor() actor: Actor, @UuidParam('id') id: string): Promise<AgentDto> {
    return this.shown(await this.agents.get(actor, id));
  }

  @Patch(':id')
  @Endpoint({
    permission: 'agents:write',
    summary: 'Change what is sent of an agent',
    returns: AgentDto,
    bodyLimit: BODY_LIMIT,
  })
  async update(
    @CurrentActor() actor: Actor,
    @UuidParam('id') id: string,
    @Body() body: AgentChangeDto,
  ): Promise<AgentDto> {
    return this.shown(await this.agents.update(actor, id, toAgentChange(body)));
  }

  @Delete(':id')
  @Endpoint({
    permission: 'agents:write',
    summary: 'Remove an agent; its tasks stay, its name is free',
    status: 204,
  })
  remove(@CurrentActor() actor: Actor, @UuidParam('id') id: string): Promise<void> {
    return this.agents.remove(actor, id);
  }

  @Post(':id/start')
  @Endpoint({ permission: 'agents:write', summary: 'Have an agent work', returns: AgentDto })
  async start(@CurrentActor() actor: Actor, @UuidParam('id') id: string): Promise<AgentDto> {
    return this.shown(await this.agents.start(actor, id));
  }

  @Post(':id/stop')
  @Endpoint({ permission: 'agents:write', summary: 'Have an agent work no more', returns: AgentDto })
  async stop(@CurrentActor() actor: Actor, @UuidParam('id') id: string): Promise<AgentDto> {
    return this.shown(await this.agents.stop(actor, id));
  }

  private readonly shown = (agent: Agent): AgentDto => toAgentDto(agent, this.agents.addressOf(agent));
}
