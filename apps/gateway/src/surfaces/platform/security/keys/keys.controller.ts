import { Body, Controller, Get, Post } from '@nestjs/common';
import { AuditKeys } from '@muster/governance';
import { AccessKeys } from '@muster/identity';
import { Endpoint } from '../../../../auth/endpoint.decorator';
import { Surface } from '../../../surfaces';
import { KeyListDto, KeyRotateDto, toAccessKeyListDto, toAuditKeyListDto } from './keys.dto';

/** The keys by which the installation signs. */
@Surface('platform')
@Controller('api/v1/security/keys')
export class KeysController {
  constructor(
    private readonly accessKeys: AccessKeys,
    private readonly auditKeys: AuditKeys,
  ) {}

  @Get('access-tokens')
  @Endpoint({
    permission: 'security:read',
    summary: 'List the keys of access tokens',
    returns: KeyListDto,
  })
  async listAccessKeys(): Promise<KeyListDto> {
    return toAccessKeyListDto(await this.accessKeys.list());
  }

  @Post('access-tokens/rotate')
  @Endpoint({
    permission: 'security:write',
    audit: 'access_key.rotate',
    summary: 'Sign access tokens with a new key; those of the old ones hold until they expire',
    returns: KeyListDto,
  })
  async rotateAccessKey(@Body() { revoke }: KeyRotateDto): Promise<KeyListDto> {
    await this.accessKeys.rotate({ revoke });
    return toAccessKeyListDto(await this.accessKeys.list());
  }

  @Get('audit')
  @Endpoint({
    permission: 'security:read',
    summary: 'List the keys of the audit trail',
    returns: KeyListDto,
  })
  async listAuditKeys(): Promise<KeyListDto> {
    return toAuditKeyListDto(await this.auditKeys.list());
  }

  @Post('audit/rotate')
  @Endpoint({
    permission: 'security:write',
    audit: 'audit_key.rotate',
    summary: 'Sign the audit trail with a new key; the secret half of the old one is destroyed',
    returns: KeyListDto,
  })
  async rotateAuditKey(): Promise<KeyListDto> {
    await this.auditKeys.rotate();
    return toAuditKeyListDto(await this.auditKeys.list());
  }
}
