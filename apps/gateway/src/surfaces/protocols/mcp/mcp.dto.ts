import { EnumField, JsonField, StringField } from '@muster/platform';

/** A JSON-RPC message: request, notification or answer. Batches are refused. */
export class MessageDto {
  @EnumField(['2.0']) jsonrpc: '2.0';
  @JsonField({ of: 'any', optional: true, about: 'Text or number; none on notifications' }) id?: unknown;
  @StringField({ optional: true }) method?: string;
  @JsonField({ optional: true }) params?: Record<string, unknown>;
  @JsonField({ optional: true }) result?: Record<string, unknown>;
  @JsonField({ optional: true }) error?: Record<string, unknown>;
}
