import { Controller, Get, Query } from '@nestjs/common';
import { SearchService } from '@muster/documents';
import type { Actor } from '@muster/identity';
import { CurrentActor } from '../../../auth/current-actor.decorator';
import { Endpoint } from '../../../auth/endpoint.decorator';
import { Surface } from '../../surfaces';
import { SearchPageDto, SearchQueryDto, toSearchOptions, toSearchPageDto } from './search.dto';

@Surface('platform')
@Controller('api/v1/search')
export class SearchController {
  constructor(private readonly search: SearchService) {}

  @Get()
  @Endpoint({
    permission: 'documents:read',
    anonymous: true,
    summary: 'Search the passages of the documents, best first',
    returns: SearchPageDto,
  })
  async find(@CurrentActor() actor: Actor, @Query() query: SearchQueryDto): Promise<SearchPageDto> {
    return toSearchPageDto(await this.search.page(actor, query.q, toSearchOptions(query)));
  }
}
