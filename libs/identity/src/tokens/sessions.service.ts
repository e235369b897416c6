import { Injectable } from '@nestjs/common';
import { DomainError } from '@muster/platform';
import type { User } from '../accounts/user.entity';
import { OrganizationsService } from '../organizations/organizations.service';
import { AccessTokens } from './access-tokens.service';

/** Somebody signed in. */
export interface Session {
  token: string;
  user: User;
}

/** Lets people in who proved who they are. */
@Injectable()
export class SessionsService {
  constructor(
    private readonly organizations: OrganizationsService,
    private readonly tokens: AccessTokens,
  ) {}

  async open(user: User): Promise<Session> {
    const home = await this.organizations.home(user.id);
    if (!home)
      throw new DomainError('forbidden', 'The account belongs to no organization', {
        reason: 'no_organization',
      });
    return { token: this.tokens.issue(user, home.orgId, home.role), user };
  }
}
