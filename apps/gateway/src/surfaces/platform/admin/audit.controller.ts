import { Controller, Get, Query, StreamableFile } from '@nestjs/common';
import { AuditExport, AuditKeys, AuditLog } from '@muster/governance';
import type { Actor } from '@muster/identity';
import { CurrentActor } from '../../../auth/current-actor.decorator';
import { Endpoint } from '../../../auth/endpoint.decorator';
import { Surface } from '../../surfaces';
import { toListDto, toPage } from '../lists/list.dto';
import {
  AuditExportQueryDto,
  AuditKeyDto,
  AuditListDto,
  AuditListQueryDto,
  chainOf,
  toAuditEntryDto,
  toAuditFilter,
  toNdjson,
} from './audit.dto';

@Surface('platform')
@Controller('api/v1/admin/audit')
export class AuditController {
  constructor(
    private readonly log: AuditLog,
    private readonly exports: AuditExport,
    private readonly keys: AuditKeys,
  ) {}

  @Get()
  @Endpoint({
    permission: 'audit:read',
    summary: 'List the audit trail, newest first',
    description: 'Of the organization; for administrators of the installation its own trail too.',
    returns: AuditListDto,
  })
  async list(@CurrentActor() actor: Actor, @Query() query: AuditListQueryDto): Promise<AuditListDto> {
    return toListDto(await this.log.list(actor, toAuditFilter(query)), toPage(query), toAuditEntryDto);
  }

  @Get('export')
  @Endpoint({
    permission: 'audit:read',
    audit: 'audit.export',
    summary: 'Export a whole chain with its signatures',
    description: 'One JSON object a line. `muster audit verify` checks it, anywhere.',
    produces: 'application/x-ndjson',
  })
  export(@CurrentActor() actor: Actor, @Query() query: AuditExportQueryDto): StreamableFile {
    return toNdjson(this.exports.lines(chainOf(actor, query)));
  }

  @Get('key')
  @Endpoint({
    permission: 'audit:read',
    summary: 'The public keys of the signatures, newest first',
    returnsList: AuditKeyDto,
  })
  listKeys(): Promise<AuditKeyDto[]> {
    return this.keys.published();
  }
}
