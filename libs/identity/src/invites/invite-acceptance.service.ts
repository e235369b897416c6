import { Injectable } from '@nestjs/common';
import { isUUID } from 'class-validator';
import { DataSource } from 'typeorm';
import { UserFactsService } from '../actors/user-facts.service';
import { MEMBERSHIPS } from '../organizations/org-roles';

/** From what somebody is invited as to what is written down. */
const ROLE = Object.entries(MEMBERSHIPS)
  .map(([invited, { role }]) => `WHEN '${invited}' THEN '${role}'`)
  .join(' ');

/**
 * $1 user, $2 organization or null for the one that asked first. Only an address that the user has shown to be theirs
 * counts: anybody can write another's into their profile.
 */
const ACCEPT = `
WITH invitee AS (
  SELECT id, email FROM app_user WHERE id = $1 AND active AND verified_email = email
), chosen AS (
  SELECT invite.id FROM organization_invite invite JOIN invitee USING (email)
  WHERE invite.accepted_at IS NULL AND ($2::uuid IS NULL OR invite.org_id = $2)
  ORDER BY invite.created_at, invite.id LIMIT 1 FOR UPDATE OF invite
), taken AS (
  UPDATE organization_invite SET accepted_at = now(), invitee_id = $1
  WHERE id = (SELECT id FROM chosen) AND accepted_at IS NULL RETURNING org_id, role, custom_role_id
)
INSERT INTO membership (user_id, org_id, role, owner, custom_role_id)
SELECT $1, org_id,
  CASE role ${ROLE} END, role = 'owner', custom_role_id
FROM taken ON CONFLICT DO NOTHING RETURNING org_id`;

/** Makes members of people who were invited. */
@Injectable()
export class InviteAcceptance {
  constructor(
    private readonly source: DataSource,
    private readonly facts: UserFactsService,
  ) {}

  /** Whether the user became a member of this organization by an open invitation. */
  async accept(userId: string, orgId: string): Promise<boolean> {
    return isUUID(orgId) && this.run(userId, orgId);
  }

  /** The same for whichever organization asked first. */
  acceptAny(userId: string): Promise<boolean> {
    return this.run(userId, null);
  }

  private async run(userId: string, orgId: string | null): Promise<boolean> {
    const rows = await this.source.query<object[]>(ACCEPT, [userId, orgId]);
    if (rows.length > 0) this.facts.changed(userId);
    return rows.length > 0;
  }
}
