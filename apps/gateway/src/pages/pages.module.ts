import { Module } from '@nestjs/common';
import { PageAnswers } from './page-answers';
import { PageFiles } from './page-files';

/** Pages for people, for whichever surface answers with one. */
@Module({ providers: [PageAnswers, PageFiles], exports: [PageAnswers] })
export class PagesModule {}
