import type { Role } from '../actors/actor';

export interface PasswordRules {
  readonly minLength: number;
  readonly requireUppercase: boolean;
  readonly requireLowercase: boolean;
  readonly requireNumbers: boolean;
  readonly requireSpecial: boolean;
  /** 0: a password never ages. */
  readonly maxAgeDays: number;
  /** How many of the last passwords may not be taken again, the present one included. */
  readonly historyCount: number;
}

/** The security rules of the installation. */
export interface SecurityConfig {
  readonly passwordPolicy: PasswordRules;
  readonly mfa: {
    readonly enabled: boolean;
    readonly requiredRoles: readonly Role[];
    readonly methods: readonly 'totp'[];
    readonly gracePeriodHours: number;
    /** Since when each role is asked for one: ISO 8601. Kept by `SecurityPolicy`, not by whoever changes the rules. */
    readonly requiredSince: { readonly [R in Role]?: string };
  };
  /** Of people who signed in on the platform's door; 0: no limit. */
  readonly session: {
    readonly maxDurationHours: number;
    readonly idleTimeoutMinutes: number;
    readonly maxConcurrentSessions: number;
  };
  readonly lockout: {
    readonly maxAttempts: number;
    readonly windowMinutes: number;
    readonly durationMinutes: number;
  };
  readonly tokens: { readonly accessMinutes: number; readonly refreshDays: number };
}

/** Any part of the rules, at any depth. */
export type SecurityChange = { readonly [K in keyof SecurityConfig]?: Partial<SecurityConfig[K]> };

export const SECURITY_DEFAULTS: SecurityConfig = {
  passwordPolicy: {
    minLength: 12,
    requireUppercase: true,
    requireLowercase: true,
    requireNumbers: true,
    requireSpecial: true,
    maxAgeDays: 90,
    historyCount: 5,
  },
  mfa: { enabled: true, requiredRoles: [], methods: ['totp'], gracePeriodHours: 24, requiredSince: {} },
  session: { maxDurationHours: 24, idleTimeoutMinutes: 30, maxConcurrentSessions: 5 },
  lockout: { maxAttempts: 5, windowMinutes: 15, durationMinutes: 15 },
  tokens: { accessMinutes: 30, refreshDays: 7 },
};

/** `base` with what `change` says; both are two levels deep. */
export function merged<T extends object>(base: T, change: object): T {
  const sections = Object.entries(base).map(([name, section]) => [
    name,
    { ...(section as object), ...(Reflect.get(change, name) as object | undefined) },
  ]);
  return Object.fromEntries(sections) as T;
}

/** The roles that are asked for a second factor, each since when: those that were asked before, since then. */
export function requiredSince(
  before: SecurityConfig['mfa'],
  after: SecurityConfig['mfa'],
  now: Date,
): SecurityConfig['mfa']['requiredSince'] {
  const asked = before.enabled ? before.requiredRoles : [];
  const since = (role: Role): string =>
    (asked.includes(role) ? before.requiredSince[role] : undefined) ?? now.toISOString();
  return after.enabled ? Object.fromEntries(after.requiredRoles.map((role) => [role, since(role)])) : {};
}
