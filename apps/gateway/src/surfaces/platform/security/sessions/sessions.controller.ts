import { Controller, Delete, Get, Query } from '@nestjs/common';
import { type Actor, SessionEndings } from '@muster/identity';
import { UuidParam } from '@muster/platform';
import { CurrentActor } from '../../../../auth/current-actor.decorator';
import { Endpoint } from '../../../../auth/endpoint.decorator';
import { Surface } from '../../../surfaces';
import { toListDto, toPage } from '../../lists/list.dto';
import { SessionListDto, SessionListQueryDto, SessionOwnerQueryDto, toSessionDto } from './sessions.dto';

@Surface('platform')
@Controller('api/v1/security/sessions')
export class SessionsController {
  constructor(private readonly endings: SessionEndings) {}

  @Get()
  @Endpoint({ permission: 'sessions:read', summary: 'List who is signed in', returns: SessionListDto })
  async list(@CurrentActor() actor: Actor, @Query() query: SessionListQueryDto): Promise<SessionListDto> {
    const page = toPage(query);
    const found = await this.endings.list(actor, 'managed', { ...page, userId: query.user_id ?? undefined });
    return toListDto(found, page, toSessionDto);
  }

  @Delete()
  @Endpoint({
    permission: 'sessions:write',
    audit: 'session.delete_many',
    summary: 'End everybody’s sessions but this one, or those of one user',
    status: 204,
  })
  endAll(@CurrentActor() actor: Actor, @Query() { user_id }: SessionOwnerQueryDto): Promise<void> {
    return this.endings.endAll(actor, 'managed', user_id ?? undefined);
  }

  @Delete(':id')
  @Endpoint({ permission: 'sessions:write', summary: 'End a session', status: 204 })
  end(@CurrentActor() actor: Actor, @UuidParam('id') id: string): Promise<void> {
    return this.endings.end(actor, 'managed', id);
  }
}
