import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { Organization } from '@muster/identity';

/** Knows which organization is the workspace of those who come without an account. */
@Injectable()
export class PublicWorkspace {
  private orgId?: Promise<string | undefined>;

  constructor(@InjectRepository(Organization) private readonly organizations: Repository<Organization>) {}

  async is(orgId: string): Promise<boolean> {
    this.orgId ??= this.organizations.findOneBy({ kind: 'public' }).then((found) => found?.id);
    try {
      return (await this.orgId) === orgId;
    } catch (error) {
      this.orgId = undefined;
      throw error;
    }
  }
}
