import { Body, Controller, Header, Post, Req, Res } from '@nestjs/common';
import {
  type Actor,
  EmailVerifications,
  PinPasswords,
  PlanSignIn,
  SessionEndings,
  type Visitor,
} from '@muster/identity';
import type { Request, Response } from 'express';
import { CurrentActor } from '../../../auth/current-actor.decorator';
import { Endpoint } from '../../../auth/endpoint.decorator';
import { Surface } from '../../surfaces';
import { PlanVisitor } from '../plan-visitor.decorator';
import {
  AccountCreateDto,
  EmailVerificationDto,
  PasswordDto,
  PinCheckDto,
  SessionResponseDto,
  SignInDto,
  toSessionResponseDto,
  toVerificationAnswerDto,
  VerificationAnswerDto,
} from './accounts.dto';
import { BrowserCookies } from './browser-cookies';

@Surface('plans')
@Controller('accounts')
export class AccountsController {
  constructor(
    private readonly verifications: EmailVerifications,
    private readonly door: PlanSignIn,
    private readonly passwords: PinPasswords,
    private readonly endings: SessionEndings,
    private readonly cookies: BrowserCookies,
  ) {}

  @Post('email_verifications')
  @Endpoint({
    permission: 'public',
    audit: 'auth.pin_request',
    limit: 'register',
    summary: 'Send a PIN to an address',
    returns: VerificationAnswerDto,
  })
  async verify(
    @Body() body: EmailVerificationDto,
    @PlanVisitor() visitor: Visitor,
  ): Promise<VerificationAnswerDto> {
    return toVerificationAnswerDto(await this.verifications.request(body, visitor));
  }

  @Post('email_verifications/check_pin')
  @Endpoint({
    permission: 'public',
    audit: 'auth.pin_check',
    limit: 'login',
    summary: 'Would this PIN be taken; it stays good',
  })
  checkPin(@Body() { email, pin }: PinCheckDto): Promise<void> {
    return this.verifications.check(email, pin);
  }

  @Post('sign_in_codes')
  @Endpoint({
    permission: 'credentials:write',
    audit: 'auth.sign_in_code_create',
    summary: 'A code that lets another client in, once, within five minutes',
    produces: 'text/plain',
  })
  @Header('Content-Type', 'text/plain; charset=utf-8')
  signInCode(@CurrentActor() actor: Actor): Promise<string> {
    return this.door.codeFor(actor);
  }

  @Post('sign_in')
  @Endpoint({
    permission: 'public',
    audit: 'auth.login',
    limit: 'login',
    summary: 'Sign in with a PIN, or a code from another client',
    returns: SessionResponseDto,
  })
  async signIn(
    @Body() { email = '', pin = '', isSignInCode }: SignInDto,
    @PlanVisitor() visitor: Visitor,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<SessionResponseDto> {
    const session = await (isSignInCode
      ? this.door.byCode(pin, email, visitor)
      : this.door.byPin({ email, pin }, visitor));
    return toSessionResponseDto(this.cookies.signedIn(request, response, session));
  }

  @Post('sign_out')
  @Endpoint({
    permission: 'user',
    audit: 'auth.logout',
    beforeMfa: true,
    anyOrganization: true,
    summary: 'End the token',
  })
  signOut(@CurrentActor() actor: Actor, @Res({ passthrough: true }) response: Response): Promise<void> {
    this.cookies.clear(response);
    return this.endings.endOwn(actor);
  }

  @Post('password')
  @Endpoint({
    permission: 'public',
    audit: 'auth.password_change',
    limit: 'login',
    summary: 'Set a password for the other APIs, with a PIN; every session ends',
    status: 204,
  })
  setPassword(@Body() body: PasswordDto, @PlanVisitor() visitor: Visitor): Promise<void> {
    return this.passwords.set(body, visitor);
  }

  @Post()
  @Endpoint({
    permission: 'public',
    audit: 'auth.register',
    limit: 'register',
    summary: 'Open an account',
    status: 201,
    returns: SessionResponseDto,
  })
  async create(
    @Body() { email, pin = '', userName: name }: AccountCreateDto,
    @PlanVisitor() visitor: Visitor,
  ): Promise<SessionResponseDto> {
    return toSessionResponseDto(await this.door.register({ email, pin, name }, visitor));
  }
}
