import { Body, Controller, Post } from '@nestjs/common';
import { AccountsService, type Client } from '@muster/identity';
import { CurrentClient } from '../../../auth/current-client.decorator';
import { Endpoint } from '../../../auth/endpoint.decorator';
import { Surface } from '../../surfaces';
import { AuthResponseDto, LoginDto, RegisterDto, toAuthResponseDto } from './accounts.dto';

@Surface('steps')
@Controller('auth')
export class AuthController {
  constructor(private readonly accounts: AccountsService) {}

  @Post('register')
  @Endpoint({
    permission: 'public',
    audit: 'auth.register',
    limit: 'register',
    summary: 'Open an account',
    returns: AuthResponseDto,
  })
  async register(@Body() body: RegisterDto, @CurrentClient() client: Client): Promise<AuthResponseDto> {
    return toAuthResponseDto(await this.accounts.register(body, client));
  }

  @Post('login')
  @Endpoint({
    permission: 'public',
    audit: 'auth.login',
    limit: 'login',
    summary: 'Sign in',
    returns: AuthResponseDto,
  })
  async login(@Body() body: LoginDto, @CurrentClient() client: Client): Promise<AuthResponseDto> {
    return toAuthResponseDto(await this.accounts.login(body, client));
  }
}
