import { Module } from '@nestjs/common';
import { UserFactsService } from './actors/user-facts.service';

/** What people are, for apps that authenticate nobody. Needs the database and the transport. */
@Module({ providers: [UserFactsService], exports: [UserFactsService] })
export class UserFactsModule {}
