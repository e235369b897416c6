import {
  type DomainError,
  type ErrorCode,
  type ErrorContext,
  IntField,
  JsonField,
  NotFoundError,
  StringField,
  SurfaceFilter,
} from '@muster/platform';

export class PlatformErrorDto {
  @JsonField({ of: 'any', about: 'The message; for a failed validation a list of what is wrong where' })
  detail: unknown;
  @IntField() status_code: number;
  @StringField() error_code: string;
  @StringField() error_name: string;
  @StringField() message: string;
  @JsonField() details: object;
  @StringField() request_id: string;
}

type Name = readonly [code: string, name: string];

const BY_CODE: Record<ErrorCode, Name> = {
  not_found: ['RES_001', 'RESOURCE_NOT_FOUND'],
  conflict: ['RES_003', 'RESOURCE_CONFLICT'],
  invalid: ['VAL_001', 'VALIDATION_ERROR'],
  forbidden: ['AUTH_005', 'INSUFFICIENT_PERMISSIONS'],
  unauthenticated: ['AUTH_004', 'INVALID_TOKEN'],
  limit_exceeded: ['RATE_001', 'LIMIT_EXCEEDED'],
  unavailable: ['SVC_001', 'SERVICE_UNAVAILABLE'],
  cancelled: ['RES_003', 'RESOURCE_CONFLICT'],
  internal: ['INT_001', 'INTERNAL_ERROR'],
};

/** Nouns that have a code of their own for being unknown. */
const BY_NOUN: Record<string, Name | undefined> = {
  agent: ['AGT_001', 'AGENT_NOT_FOUND'],
  worker: ['WRK_001', 'WORKER_NOT_FOUND'],
  task: ['TSK_001', 'TASK_NOT_FOUND'],
};

const BY_REASON: Record<string, Name> = {
  expired: ['AUTH_002', 'TOKEN_EXPIRED'],
  sso_state: ['AUTH_001', 'INVALID_CREDENTIALS'],
  sso_refused: ['AUTH_001', 'INVALID_CREDENTIALS'],
  sso_code: ['AUTH_001', 'INVALID_CREDENTIALS'],
  revoked: ['AUTH_003', 'TOKEN_REVOKED'],
  credentials: ['AUTH_001', 'INVALID_CREDENTIALS'],
  current_password: ['AUTH_001', 'INVALID_CREDENTIALS'],
  locked: ['AUTH_006', 'ACCOUNT_LOCKED'],
  disabled: ['AUTH_007', 'ACCOUNT_DISABLED'],
  mfa_required: ['AUTH_008', 'MFA_REQUIRED'],
  mfa_code: ['AUTH_009', 'MFA_INVALID_CODE'],
  mfa_not_pending: ['RES_003', 'RESOURCE_CONFLICT'],
  link: ['AUTH_004', 'INVALID_TOKEN'],
  refresh_token: ['AUTH_010', 'REFRESH_TOKEN_INVALID'],
  password_weak: ['AUTH_011', 'PASSWORD_TOO_WEAK'],
  password_reused: ['AUTH_012', 'PASSWORD_REUSED'],
  email_taken: ['RES_002', 'RESOURCE_ALREADY_EXISTS'],
  username_taken: ['RES_002', 'RESOURCE_ALREADY_EXISTS'],
  decryption_failed: ['SEC_002', 'SECRET_DECRYPTION_FAILED'],
  exists: ['RES_002', 'RESOURCE_ALREADY_EXISTS'],
  size: ['STG_003', 'QUOTA_EXCEEDED'],
  tool_mismatch: ['AGT_005', 'AGENT_TOOL_MISMATCH'],
  task_ended: ['TSK_002', 'TASK_ALREADY_COMPLETED'],
  cannot_cancel: ['TSK_003', 'TASK_CANNOT_CANCEL'],
  task_status: ['RES_003', 'RESOURCE_CONFLICT'],
  at_capacity: ['AGT_004', 'AGENT_AT_CAPACITY'],
};

export class PlatformFilter extends SurfaceFilter {
  override readonly shape = PlatformErrorDto;
  override readonly statuses = { current_password: 400 };

  override body(error: DomainError, context: ErrorContext): PlatformErrorDto {
    const { code, message, details } = error;
    const { reason, fields, problems } = details;
    const [error_code, error_name] = nameOf(error);
    const wrong = Object.entries(fields ?? {});
    const errors = [
      ...wrong.map(([field, text]) => ({ field, message: text, type: 'value_error' })),
      ...(problems ?? []).map(({ rule, ...problem }) => ({ ...problem, type: rule })),
    ];
    return {
      // Of a failed validation, not of a conflict that names a field.
      detail:
        fields && code === 'invalid'
          ? wrong.map(([field, msg]) => ({ loc: context.locate(field), msg, type: 'value_error' }))
          : message,
      status_code: context.status,
      error_code,
      error_name,
      message,
      details: {
        ...(reason && { reason }),
        ...(errors.length > 0 && { errors }),
      },
      request_id: context.requestId,
    };
  }
}

function nameOf(error: DomainError): Name {
  const { code, details } = error;
  const noun = error instanceof NotFoundError ? error.noun : '';
  return BY_REASON[details.reason ?? ''] ?? BY_NOUN[noun] ?? BY_CODE[code];
}
