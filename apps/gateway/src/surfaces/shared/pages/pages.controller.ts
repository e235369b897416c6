import { Controller, Get, Param, Res } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiParam, ApiQuery } from '@nestjs/swagger';
import type { Response } from 'express';
import { Endpoint } from '../../../auth/endpoint.decorator';
import { PageAnswers } from '../../../pages/page-answers';
import { Surface } from '../../surfaces';

/** Pages for people. They hold no data: their scripts ask the documented APIs with the caller's own credential. */
@Surface('shared')
@Controller()
export class PagesController {
  constructor(private readonly answers: PageAnswers) {}

  @Get('documents/:id/view')
  @Endpoint({
    permission: 'public',
    limit: 'none',
    summary: 'A page that shows a document, and in it what an answer cites',
    description:
      'For browsers: outline, blocks, tables, chunks. It signs in by itself and reads everything over the API. ' +
      '`#cite=<start>-<end>` marks these characters.',
    produces: 'text/html',
  })
  @ApiParam({ name: 'id', type: String })
  @ApiQuery({
    name: 'task',
    required: false,
    type: String,
    description: 'Marks what the steps of this task cite',
  })
  @ApiQuery({ name: 'run', required: false, type: String, description: 'Marks what this `agent` run cites' })
  document(@Res({ passthrough: true }) response: Response): string {
    return this.answers.page(response, 'document.html');
  }

  @Get('pages/:version/:name')
  @ApiExcludeEndpoint()
  @Endpoint({ permission: 'public', limit: 'none', summary: 'What pages load' })
  file(
    @Param('version') version: string,
    @Param('name') name: string,
    @Res({ passthrough: true }) response: Response,
  ): string {
    return this.answers.file(response, name, version);
  }
}
