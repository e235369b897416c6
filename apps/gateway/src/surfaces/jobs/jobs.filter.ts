import {
  type DomainError,
  type ErrorCode,
  type ErrorContext,
  JsonField,
  ObjectField,
  StringField,
  SurfaceFilter,
} from '@muster/platform';

class JobsErrorNameDto {
  @StringField() code: string;
  @StringField() message: string;
}

export class JobsErrorDto {
  @JsonField({ of: 'any', about: 'The message; for a failed validation a list of what is wrong where' })
  detail: unknown;
  @ObjectField(() => JobsErrorNameDto) error: JobsErrorNameDto;
}

const NAMES: Record<ErrorCode, string> = {
  not_found: 'NOT_FOUND',
  conflict: 'STATE_CONFLICT',
  invalid: 'VALIDATION_ERROR',
  forbidden: 'FORBIDDEN',
  unauthenticated: 'UNAUTHENTICATED',
  limit_exceeded: 'LIMIT_EXCEEDED',
  unavailable: 'UNAVAILABLE',
  cancelled: 'STATE_CONFLICT',
  internal: 'INTERNAL_ERROR',
};

const BY_REASON: Record<string, string> = {
  size: 'PAYLOAD_TOO_LARGE',
};

/** Words errors for the client of this API, which reads `detail`, and for programs, which read `error`. */
export class JobsFilter extends SurfaceFilter {
  override readonly shape = JobsErrorDto;

  override body(error: DomainError, { locate }: ErrorContext): JobsErrorDto {
    const { code, details } = error;
    const message = messageOf(error);
    const wrong = code === 'invalid' && details.fields ? Object.entries(details.fields) : undefined;
    return {
      detail: wrong?.map(([field, msg]) => ({ loc: locate(field), msg, type: 'value_error' })) ?? message,
      error: { code: BY_REASON[details.reason ?? ''] ?? NAMES[code], message },
    };
  }
}

/** Whatever is wrong with a credential, this client shows its login for one text only. */
const messageOf = ({ code, message, details }: DomainError): string =>
  code === 'unauthenticated' && details.reason !== 'credentials' ? 'Authentication required' : message;
