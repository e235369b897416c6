import { type DomainError, StringField, SurfaceFilter } from '@muster/platform';

export class ProtocolErrorDto {
  @StringField() message: string;
}

/** The error body of the Agent Protocol. */
export class ProtocolsFilter extends SurfaceFilter {
  override readonly shape = ProtocolErrorDto;

  override body({ message, details }: DomainError): ProtocolErrorDto {
    const fields = Object.values(details.fields ?? {});
    return { message: fields.length > 0 ? `${message}: ${fields.join(', ')}` : message };
  }
}
