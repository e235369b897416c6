import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { LRUCache } from 'lru-cache';
import { Repository } from 'typeorm';
import { Organization } from '@muster/identity';

const REMEMBERED = 1_000;
const REMEMBERED_MS = 60_000;

/** What the tools want to know of the organization whose run they serve. */
@Injectable()
export class Organizations {
  private readonly known = new LRUCache<string, Organization>({ max: REMEMBERED, ttl: REMEMBERED_MS });

  constructor(@InjectRepository(Organization) private readonly rows: Repository<Organization>) {}

  async find(id: string): Promise<Organization | undefined> {
    const found = this.known.get(id) ?? (await this.rows.findOneBy({ id })) ?? undefined;
    if (found) this.known.set(id, found);
    return found;
  }

  /** The workspace of those who come without an account. */
  async isPublic(id: string): Promise<boolean> {
    return (await this.find(id))?.kind === 'public';
  }
}
