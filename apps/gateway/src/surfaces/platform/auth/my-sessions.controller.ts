import { Controller, Delete, Get, Query } from '@nestjs/common';
import { type Actor, Reauthentication, SessionEndings } from '@muster/identity';
import { UuidParam } from '@muster/platform';
import { CurrentActor } from '../../../auth/current-actor.decorator';
import { Endpoint } from '../../../auth/endpoint.decorator';
import { Surface } from '../../surfaces';
import { ListQueryDto, toListDto, toPage } from '../lists/list.dto';
import { SessionListDto, toSessionDto } from '../security/sessions/sessions.dto';

/** Where somebody is signed in. To end what others may be using takes a recent sign-in. */
@Surface('platform')
@Controller('api/v1/auth/sessions')
export class MySessionsController {
  constructor(
    private readonly endings: SessionEndings,
    private readonly proofs: Reauthentication,
  ) {}

  @Get()
  @Endpoint({ permission: 'credentials:read', summary: 'List my own sessions', returns: SessionListDto })
  async list(@CurrentActor() actor: Actor, @Query() query: ListQueryDto): Promise<SessionListDto> {
    return toListDto(await this.endings.list(actor, 'own', toPage(query)), toPage(query), toSessionDto);
  }

  @Delete()
  @Endpoint({
    permission: 'credentials:write',
    audit: 'session.delete_others',
    summary: 'End all of my own sessions but this one; takes a sign-in of the last ten minutes',
    status: 204,
  })
  async endOthers(@CurrentActor() actor: Actor): Promise<void> {
    await this.proofs.recently(actor);
    await this.endings.endAll(actor, 'own');
  }

  @Delete(':id')
  @Endpoint({
    permission: 'credentials:write',
    audit: 'session.delete',
    summary: 'End one of my own sessions; takes a sign-in of the last ten minutes',
    status: 204,
  })
  async end(@CurrentActor() actor: Actor, @UuidParam('id') id: string): Promise<void> {
    await this.proofs.recently(actor);
    await this.endings.end(actor, 'own', id);
  }
}
