import { Body, Controller, Post } from '@nestjs/common';
import { AccountsService, type Client, Recoveries, RefreshTokens, SignIn } from '@muster/identity';
import { CurrentClient } from '../../../auth/current-client.decorator';
import { Endpoint } from '../../../auth/endpoint.decorator';
import { Surface } from '../../surfaces';
import { toUserDto, UserDto } from '../users/user.dto';
import {
  LoginDto,
  LoginResultDto,
  RefreshDto,
  RegisterDto,
  TokenPairDto,
  toLoginResultDto,
  toRegistration,
  toSignInInput,
  toTokenPairDto,
} from './auth.dto';

@Surface('platform')
@Controller('api/v1/auth')
export class AuthController {
  constructor(
    private readonly accounts: AccountsService,
    private readonly signIn: SignIn,
    private readonly refreshTokens: RefreshTokens,
    private readonly recoveries: Recoveries,
  ) {}

  @Post('login')
  @Endpoint({
    permission: 'public',
    audit: 'auth.login',
    limit: 'login',
    summary: 'Sign in',
    returns: LoginResultDto,
  })
  async login(@Body() body: LoginDto, @CurrentClient() client: Client): Promise<LoginResultDto> {
    return toLoginResultDto(await this.signIn.begin(toSignInInput(body), 'platform', client));
  }

  @Post('register')
  @Endpoint({
    permission: 'public',
    audit: 'auth.register',
    limit: 'register',
    summary: 'Open an account',
    status: 201,
    returns: UserDto,
  })
  async register(@Body() body: RegisterDto): Promise<UserDto> {
    const { user, role } = await this.accounts.registerOnly(toRegistration(body));
    await this.recoveries.askToConfirm({ userId: user.id });
    return toUserDto(user, role);
  }

  @Post('refresh')
  @Endpoint({
    permission: 'public',
    audit: 'auth.refresh',
    summary: 'Exchange a refresh token, once, for a new pair; using it again ends the session',
    returns: TokenPairDto,
  })
  async refresh(@Body() body: RefreshDto, @CurrentClient() client: Client): Promise<TokenPairDto> {
    return toTokenPairDto(await this.refreshTokens.exchange(body.refresh_token, client));
  }
}
