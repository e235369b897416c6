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

  @Get('account')
  @Endpoint({
    permission: 'public',
    limit: 'none',
    summary: 'A page for choosing a new password and for confirming an address',
    description:
      'For browsers; mails lead there unless `ACCOUNT_PAGE_URL` names another page. What is to be done stands behind `#`: ' +
      '`action=forgot-password`, `action=reset-password` or `action=confirm-email`, the last two with `&token=…`.',
    produces: 'text/html',
  })
  account(@Res({ passthrough: true }) response: Response): string {
    return this.answers.page(response, 'account.html');
  }

  @Get('sign-in/jobs')
  @Endpoint({
    permission: 'public',
    limit: 'none',
    summary: 'A page that takes the password of the job API, and signs out again',
    produces: 'text/html',
  })
  @ApiQuery({
    name: 'return_to',
    required: false,
    type: String,
    description: 'Where to go once signed in: a path here',
  })
  jobs(@Res({ passthrough: true }) response: Response): string {
    return this.answers.page(response, 'jobs.html');
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
