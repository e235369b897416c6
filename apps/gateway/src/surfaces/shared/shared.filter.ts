import {
  type DomainError,
  type ErrorContext,
  IntField,
  MapField,
  StringField,
  SurfaceFilter,
} from '@muster/platform';

/** The members of every surface's error body together, for paths that several of them claim. */
export class SharedErrorDto {
  @StringField() detail: string;
  @IntField() status_code: number;
  @StringField() message: string;
  @IntField() statusCode: number;
  @StringField({ about: 'Stable name of the kind of error' }) code: string;
  @StringField() path: string;
  @StringField() timestamp: string;
  @MapField({ optional: true, about: 'Field to what is wrong with it' }) validationErrors?: Record<
    string,
    string
  >;
}

/** Also words the errors of paths that nobody claims. */
export class SharedFilter extends SurfaceFilter {
  override readonly shape = SharedErrorDto;

  override body({ code, message, details }: DomainError, context: ErrorContext): SharedErrorDto {
    const { path, status, timestamp } = context;
    return {
      detail: message,
      status_code: status,
      message,
      statusCode: status,
      code: details.reason ?? code,
      path,
      timestamp,
      ...(details.fields && { validationErrors: details.fields }),
    };
  }
}
