import { Body, Controller, Get, Param, Post, Query, Req, Res, UseFilters } from '@nestjs/common';
import { type Client, SingleSignOn } from '@muster/identity';
import type { Request, Response } from 'express';
import { CurrentClient } from '../../../../auth/current-client.decorator';
import { Endpoint } from '../../../../auth/endpoint.decorator';
import { Surface } from '../../../surfaces';
import { LoginResultDto, toLoginResultDto } from '../auth.dto';
import { SsoBrowser } from './sso-browser';
import { SsoProblemsFilter } from './sso-problems.filter';
import { SsoCallbackQueryDto, SsoExchangeDto, SsoStartQueryDto } from './sso.dto';

/** Signing in by an organization's identity provider, with a browser. */
@Surface('platform')
@Controller('api/v1/auth/sso')
export class SsoController {
  constructor(
    private readonly browser: SsoBrowser,
    private readonly door: SingleSignOn,
  ) {}

  @Get(':slug/start')
  @UseFilters(SsoProblemsFilter)
  @Endpoint({
    permission: 'public',
    limit: 'login',
    status: 302,
    summary: 'To the identity provider, for people to sign in there',
  })
  start(
    @Param('slug') slug: string,
    @Query() { return_to }: SsoStartQueryDto,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<void> {
    return this.browser.depart(request, response, slug, return_to ?? undefined);
  }

  @Get(':slug/callback')
  @UseFilters(SsoProblemsFilter)
  @Endpoint({
    permission: 'public',
    audit: 'auth.sso_callback',
    limit: 'login',
    status: 302,
    summary: 'Back from the identity provider, and on with a code for `exchange`',
  })
  callback(
    @Param('slug') slug: string,
    @Query() _query: SsoCallbackQueryDto,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<void> {
    return this.browser.arrive(request, response, slug);
  }

  @Post('exchange')
  @Endpoint({
    permission: 'public',
    audit: 'auth.sso_login',
    limit: 'login',
    summary: 'The code, once and within a minute, for tokens; or for what a second factor needs',
    returns: LoginResultDto,
  })
  async exchange(@Body() { code }: SsoExchangeDto, @CurrentClient() client: Client): Promise<LoginResultDto> {
    return toLoginResultDto(await this.door.exchange(code, client));
  }
}
