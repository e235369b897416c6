import { type DomainError, type ErrorContext, SurfaceFilter } from '@muster/platform';
import { IntField, MapField, StringField } from '@muster/platform';

export class StepsErrorDto {
  @StringField() path: string;
  @StringField() message: string;
  @IntField() statusCode: number;
  @StringField() timestamp: string;
  @MapField({ optional: true, about: 'Field to what is wrong with it' }) validationErrors?: Record<
    string,
    string
  >;
}

export class StepsFilter extends SurfaceFilter {
  override readonly shape = StepsErrorDto;
  override readonly validationStatus = 400;

  override body({ message, details }: DomainError, { path, status, timestamp }: ErrorContext): StepsErrorDto {
    const { fields } = details;
    return { path, message, statusCode: status, timestamp, ...(fields && { validationErrors: fields }) };
  }
}
