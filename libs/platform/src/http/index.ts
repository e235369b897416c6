/** What apps with surfaces use. Loaded on first use (see `lazy` in `.swcrc`): the other apps never need it. */
export { type ApiDocuments, describeApi } from './docs/api-documents';
export {
  type AuditName,
  Endpoint,
  type EndpointKind,
  endpointOf,
  type EndpointOptions,
  type LimitClass,
} from './endpoint.decorator';
export { statusOf } from './errors/error-status';
export { type ErrorContext, SurfaceFilter } from './errors/surface.filter';
export { toDomainError } from './errors/to-domain-error';
export { type Caller, Exchange, exchangeOf } from './exchange';
export { type FieldOptions } from './input/fields/field';
export { JsonField, ListField, MapField, ObjectField } from './input/fields/nested.fields';
export {
  BooleanField,
  DateField,
  EmailField,
  EnumField,
  IntField,
  NumberField,
  StringField,
  UrlField,
  UuidField,
} from './input/fields/scalar.fields';
export { clientAddress, networkOf } from './front/client-address';
export { Drain } from './front/drain.service';
export { Front } from './front/front';
export { createHttpApplication, type HttpApplicationOptions, listen } from './http-application';
export { HttpModule } from './http.module';
export { HttpSettings } from './http.settings';
export { readFormBody } from './input/form-body';
export { readJsonBody } from './input/json-body';
export { type LimitSubject, RateLimiter, subjectOf } from './rate-limit/rate-limiter';
export { HttpAdapter } from './routing/http.adapter';
export { startHttpService } from './start-http-service';
export { OnSurface, type Surface } from './surface.decorator';
export { NumberParam } from './input/number-param';
export { UuidParam } from './input/uuid-param';
export { parseWire, type UnknownMembers, WirePipe } from './input/validation.pipe';
export { cutOff, sseFrame, SseStream } from './sse/sse-stream';
