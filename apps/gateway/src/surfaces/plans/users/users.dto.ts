import { type Membership, orgRoleOf, type User } from '@muster/identity';
import {
  BooleanField,
  DateField,
  IntField,
  JsonField,
  ListField,
  ObjectField,
  StringField,
  UuidField,
} from '@muster/platform';
import { orgRoleIdOf } from '../orgs/orgs.dto';

/** How a moment is written that never was. */
const NEVER = '0001-01-01T00:00:00Z';

export class UserDto {
  @UuidField() id: string;
  @StringField() name: string;
  @StringField() email: string;
  @BooleanField() isTrial: boolean;
  @IntField() numNonDraftPlans: number;
}

export class OrgUserConfigDto {
  @BooleanField() promptedClaudeMax: boolean;
  @BooleanField() useClaudeSubscription: boolean;
  @StringField() claudeSubscriptionCooldownStartedAt: string;
}

export class OrgUserConfigChangeDto {
  @BooleanField({ optional: true }) promptedClaudeMax?: boolean;
  @BooleanField({ optional: true }) useClaudeSubscription?: boolean;
  @DateField({ optional: true }) claudeSubscriptionCooldownStartedAt?: Date;
}

export class OrgUserDto {
  @UuidField() orgId: string;
  @UuidField() userId: string;
  @UuidField() orgRoleId: string;
  @ObjectField(() => OrgUserConfigDto) config: OrgUserConfigDto;
}

export class UsersDto {
  @ListField(() => UserDto) users: UserDto[];
  @JsonField({ about: 'Id of the user to role and settings' }) orgUsersByUserId: object;
}

/** What is kept under a person's preferences. */
export const toPreferences = (change: OrgUserConfigChangeDto): { orgUserConfig: OrgUserConfigDto } => ({
  orgUserConfig: {
    promptedClaudeMax: change.promptedClaudeMax ?? false,
    useClaudeSubscription: change.useClaudeSubscription ?? false,
    claudeSubscriptionCooldownStartedAt: momentOf(change.claudeSubscriptionCooldownStartedAt),
  },
});

/** Clients write the same for a moment that never was. */
const momentOf = (date?: Date): string =>
  !date || date.getTime() <= Date.parse(NEVER) ? NEVER : date.toISOString();

export const toOrgUserConfigDto = ({ orgUserConfig }: Record<string, unknown>): OrgUserConfigDto => ({
  ...toPreferences({}).orgUserConfig,
  ...(orgUserConfig as OrgUserConfigDto | undefined),
});

const toUserDto = ({ id, name, email }: User): UserDto => ({
  id,
  name,
  email,
  isTrial: false,
  numNonDraftPlans: 0,
});

const toOrgUserDto = (membership: Membership): OrgUserDto => ({
  orgId: membership.orgId,
  userId: membership.userId,
  orgRoleId: orgRoleIdOf(orgRoleOf(membership), membership.customRoleId),
  config: toOrgUserConfigDto(membership.preferences),
});

export const toUsersDto = (members: Membership[]): UsersDto => ({
  users: members.flatMap(({ user }) => (user ? [toUserDto(user)] : [])),
  orgUsersByUserId: Object.fromEntries(members.map((one) => [one.userId, toOrgUserDto(one)])),
});
