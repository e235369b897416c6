import {
  type PasswordRules,
  type Role,
  ROLES,
  type SecurityChange,
  type SecurityConfig,
} from '@muster/identity';
import { BooleanField, EnumField, IntField, ObjectField } from '@muster/platform';

const METHODS = ['totp'] as const;

export class PasswordPolicyChangeDto {
  @IntField({ min: 8, max: 128, optional: true }) min_length?: number;
  @BooleanField({ optional: true }) require_uppercase?: boolean;
  @BooleanField({ optional: true }) require_lowercase?: boolean;
  @BooleanField({ optional: true }) require_numbers?: boolean;
  @BooleanField({ optional: true }) require_special?: boolean;
  @IntField({ min: 0, max: 3_650, optional: true, about: 'Days; 0: a password never ages' })
  max_age_days?: number;
  @IntField({ min: 0, max: 24, optional: true }) history_count?: number;
}

export class MfaChangeDto {
  @BooleanField({ optional: true }) enabled?: boolean;
  @EnumField(ROLES, { each: true, optional: true }) required_roles?: Role[];
  @EnumField(METHODS, { each: true, optional: true }) methods?: 'totp'[];
  @IntField({ min: 0, max: 8_760, optional: true }) grace_period_hours?: number;
}

export class SessionChangeDto {
  @IntField({ min: 0, max: 8_760, optional: true, about: '0: no limit' }) max_duration_hours?: number;
  @IntField({ min: 0, max: 43_200, optional: true, about: '0: no limit' }) idle_timeout_minutes?: number;
  @IntField({ min: 0, max: 1_000, optional: true, about: '0: no limit' }) max_concurrent_sessions?: number;
}

export class LockoutChangeDto {
  @IntField({ min: 1, max: 100, optional: true }) max_attempts?: number;
  @IntField({ min: 1, max: 1_440, optional: true }) window_minutes?: number;
  @IntField({ min: 1, max: 1_440, optional: true }) duration_minutes?: number;
}

export class SecurityChangeDto {
  @ObjectField(() => PasswordPolicyChangeDto, { optional: true }) password_policy?: PasswordPolicyChangeDto;
  @ObjectField(() => MfaChangeDto, { optional: true }) mfa?: MfaChangeDto;
  @ObjectField(() => SessionChangeDto, { optional: true }) session?: SessionChangeDto;
  @ObjectField(() => LockoutChangeDto, { optional: true }) lockout?: LockoutChangeDto;
}

export class PasswordPolicyDto {
  @IntField() min_length: number;
  @BooleanField() require_uppercase: boolean;
  @BooleanField() require_lowercase: boolean;
  @BooleanField() require_numbers: boolean;
  @BooleanField() require_special: boolean;
  @IntField() max_age_days: number;
  @IntField() history_count: number;
}

export class PasswordPolicyUpdatedDto extends PasswordPolicyDto {
  @EnumField(['updated']) status: 'updated';
}

export class MfaRulesDto {
  @BooleanField() enabled: boolean;
  @EnumField(ROLES, { each: true }) required_roles: Role[];
  @EnumField(METHODS, { each: true }) methods: 'totp'[];
  @IntField() grace_period_hours: number;
}

export class SessionRulesDto {
  @IntField() max_duration_hours: number;
  @IntField() idle_timeout_minutes: number;
  @IntField() max_concurrent_sessions: number;
}

export class LockoutRulesDto {
  @IntField() max_attempts: number;
  @IntField() window_minutes: number;
  @IntField() duration_minutes: number;
}

export class SecurityDto {
  @ObjectField(() => PasswordPolicyDto) password_policy: PasswordPolicyDto;
  @ObjectField(() => MfaRulesDto) mfa: MfaRulesDto;
  @ObjectField(() => SessionRulesDto) session: SessionRulesDto;
  @ObjectField(() => LockoutRulesDto) lockout: LockoutRulesDto;
}

export const toPasswordRules = (dto: PasswordPolicyChangeDto): Partial<PasswordRules> => camel(dto);

export const toSecurityChange = ({
  password_policy,
  mfa,
  session,
  lockout,
}: SecurityChangeDto): SecurityChange => ({
  ...(password_policy && { passwordPolicy: camel(password_policy) }),
  ...(mfa && { mfa: camel(mfa) }),
  ...(session && { session: camel(session) }),
  ...(lockout && { lockout: camel(lockout) }),
});

export const toPasswordPolicyDto = (rules: PasswordRules): PasswordPolicyDto => ({
  min_length: rules.minLength,
  require_uppercase: rules.requireUppercase,
  require_lowercase: rules.requireLowercase,
  require_numbers: rules.requireNumbers,
  require_special: rules.requireSpecial,
  max_age_days: rules.maxAgeDays,
  history_count: rules.historyCount,
});

export const toPasswordPolicyUpdatedDto = (rules: PasswordRules): PasswordPolicyUpdatedDto => ({
  ...toPasswordPolicyDto(rules),
  status: 'updated',
});

export const toSecurityDto = ({ passwordPolicy, mfa, session, lockout }: SecurityConfig): SecurityDto => ({
  password_policy: toPasswordPolicyDto(passwordPolicy),
  mfa: {
    enabled: mfa.enabled,
    required_roles: [...mfa.requiredRoles],
    methods: [...mfa.methods],
    grace_period_hours: mfa.gracePeriodHours,
  },
  session: {
    max_duration_hours: session.maxDurationHours,
    idle_timeout_minutes: session.idleTimeoutMinutes,
    max_concurrent_sessions: session.maxConcurrentSessions,
  },
  lockout: {
    max_attempts: lockout.maxAttempts,
    window_minutes: lockout.windowMinutes,
    duration_minutes: lockout.durationMinutes,
  },
});

/** The same members, called as in code; what was left out stays so. */
const camel = (dto: object): object =>
  Object.fromEntries(
    Object.entries(dto)
      .filter(([, value]) => value !== undefined && value !== null)
      .map(([name, value]) => [
        name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
        value as unknown,
      ]),
  );
