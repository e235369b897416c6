import {
  type DomainError,
  type ErrorCode,
  type ErrorContext,
  IntField,
  JsonField,
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

const BY_REASON: Record<string, Name> = {
  expired: ['AUTH_002', 'TOKEN_EXPIRED'],
  credentials: ['AUTH_001', 'INVALID_CREDENTIALS'],
  locked: ['AUTH_006', 'ACCOUNT_LOCKED'],
  exists: ['RES_002', 'RESOURCE_ALREADY_EXISTS'],
  size: ['STG_003', 'QUOTA_EXCEEDED'],
};

export class PlatformFilter extends SurfaceFilter {
  override readonly shape = PlatformErrorDto;

  override body({ code, message, details }: DomainError, context: ErrorContext): PlatformErrorDto {
    const { reason, fields } = details;
    const [error_code, error_name] = BY_REASON[reason ?? ''] ?? BY_CODE[code];
    const wrong = Object.entries(fields ?? {});
    return {
      detail: fields
        ? wrong.map(([field, msg]) => ({ loc: context.locate(field), msg, type: 'value_error' }))
        : message,
      status_code: context.status,
      error_code,
      error_name,
      message,
      details: {
        ...(reason && { reason }),
        ...(fields && {
          errors: wrong.map(([field, text]) => ({ field, message: text, type: 'value_error' })),
        }),
      },
      request_id: context.requestId,
    };
  }
}
