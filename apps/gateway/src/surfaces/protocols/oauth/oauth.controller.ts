import { Body, Controller, Get, Post, Req } from '@nestjs/common';
import { type ClientCredentials, ClientTokens } from '@muster/identity';
import type { Request } from 'express';
import { Endpoint } from '../../../auth/endpoint.decorator';
import { PublicOrigin } from '../../../auth/public-origin';
import { Surface } from '../../surfaces';
import { CLIENT_AUTHENTICATION, SentCredentials } from './client-credentials';
import {
  IssuedTokenDto,
  RevocationDto,
  scopeOf,
  ServerMetadataDto,
  toIssuedTokenDto,
  TokenRequestDto,
  toServerMetadataDto,
} from './oauth.dto';

/** Programs get access tokens for themselves, as OAuth 2.1 says. */
@Surface('oauth')
@Controller()
export class OAuthController {
  constructor(
    private readonly tokens: ClientTokens,
    private readonly origin: PublicOrigin,
  ) {}

  @Post('oauth/token')
  @Endpoint({
    permission: 'public',
    audit: 'auth.client_token',
    consumes: 'form',
    summary: 'An access token for a program, by client credentials',
    returns: IssuedTokenDto,
  })
  async token(
    @SentCredentials() credentials: ClientCredentials,
    @Body() body: TokenRequestDto,
  ): Promise<IssuedTokenDto> {
    return toIssuedTokenDto(await this.tokens.issue(credentials, scopeOf(body)));
  }

  @Post('oauth/revoke')
  @Endpoint({
    permission: 'public',
    audit: 'auth.client_token_revoke',
    consumes: 'form',
    summary: 'End an access token of the client’s own',
  })
  revoke(@SentCredentials() credentials: ClientCredentials, @Body() { token }: RevocationDto): Promise<void> {
    return this.tokens.revoke(credentials, token);
  }

  @Get('.well-known/oauth-authorization-server')
  @Endpoint({
    permission: 'public',
    summary: 'Where programs get tokens, for programs',
    returns: ServerMetadataDto,
  })
  metadata(@Req() request: Request): ServerMetadataDto {
    return toServerMetadataDto(this.origin.of(request), CLIENT_AUTHENTICATION);
  }
}
