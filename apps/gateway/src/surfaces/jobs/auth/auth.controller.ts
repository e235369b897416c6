import { Controller, Post, Req, Res } from '@nestjs/common';
import { ApiBody } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { type Actor, type Client, JobDoor, SessionEndings } from '@muster/identity';
import { exchangeOf } from '@muster/platform';
import { CurrentClient } from '../../../auth/current-client.decorator';
import { Endpoint } from '../../../auth/endpoint.decorator';
import { JobVisitors } from '../../../auth/jobs/job-visitors';
import { OwnPages } from '../../../auth/jobs/own-pages';
import { Surface } from '../../surfaces';
import { DoneDto, passwordOf, PasswordLoginDto } from './auth.dto';
import { clearJobCookie, setJobCookie } from './job-cookie';

const DONE: DoneDto = { ok: true };

@Surface('jobs')
@Controller('api/auth')
export class AuthController {
  constructor(
    private readonly door: JobDoor,
    private readonly visitors: JobVisitors,
    private readonly endings: SessionEndings,
    private readonly pages: OwnPages,
  ) {}

  @Post('login')
  @ApiBody({ type: PasswordLoginDto })
  @Endpoint({
    permission: 'public',
    audit: 'auth.login',
    limit: 'login',
    consumes: 'any',
    summary: 'Come in by the password of the installation, for a day',
    returns: DoneDto,
  })
  async login(
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
    @CurrentClient() client: Client,
  ): Promise<DoneDto> {
    this.pages.require(request);
    const { token, actor } = await this.door.enter(await passwordOf(request, response), client);
    exchangeOf(request).caller = actor;
    setJobCookie(request, response, token);
    return DONE;
  }

  @Post('logout')
  @Endpoint({
    permission: 'public',
    audit: 'auth.logout',
    consumes: 'any',
    summary: 'End the session, if there is one',
    returns: DoneDto,
  })
  async logout(@Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<DoneDto> {
    this.pages.require(request);
    clearJobCookie(request, response);
    const actor = await this.visitors.holder(request);
    if (actor) await this.end(request, actor);
    return DONE;
  }

  private async end(request: Request, actor: Actor): Promise<void> {
    exchangeOf(request).caller = actor;
    await this.endings.endOwn(actor);
  }
}
