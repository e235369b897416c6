import {
  applyDecorators,
  Header,
  HttpCode,
  SetMetadata,
  Type,
  UseInterceptors,
  UsePipes,
} from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum';
import {
  ApiBearerAuth,
  ApiConsumes,
  ApiExtraModels,
  ApiHeader,
  ApiOperation,
  ApiProduces,
  ApiResponse,
  ApiSecurity,
  getSchemaPath,
} from '@nestjs/swagger';
import { IdempotencyInterceptor } from './idempotency/idempotency.interceptor';
import { UnknownMembers, WirePipe } from './input/validation.pipe';

/** A stream of events, a stream of bytes that lasts, or an ordinary answer. */
export type EndpointKind = 'rest' | 'sse' | 'stream';

/** Which rate limit applies; `none`: not counted. */
export type LimitClass = 'default' | 'login' | 'register' | 'none';

export type AuditName = `${string}.${string}`;

export interface EndpointOptions<P extends string = string> {
  /** `public`: no credential is looked at; `user`: anybody known; else the permission that is needed. */
  permission: P | 'public' | 'user';
  /** Without a credential the caller is the anonymous workspace, while that is switched on. */
  anonymous?: boolean;
  /** Somebody whose second factor is still missing is let in, too: see `pendingToken`. */
  secondFactor?: boolean;
  /** Open, too, to somebody who has not set up the second factor that their role asks for. */
  beforeMfa?: boolean;
  /** Somebody who belongs to no organization, or is no member of the one they name, is let in, too. */
  anyOrganization?: boolean;
  summary: string;
  description?: string;
  /** Status of success; 200 when not given, whatever the method. */
  status?: number;
  returns?: Type<unknown>;
  returnsList?: Type<unknown>;
  /**
   * Media type of an answer that is not JSON; beside `returns` it is the other form of the answer, unless it is JSON of
   * another name (`application/…+json`), which every answer of the route then is.
   */
  produces?: string;
  kind?: EndpointKind;
  /** The answer may take long, as those of other kinds than `rest` do: it ends with the credential that it was asked for by. */
  lasting?: boolean;
  /** What the body is: JSON or the fields of a form, read and parsed before the handler, or something the handler reads itself. */
  consumes?: 'json' | 'form' | 'multipart' | 'any';
  /** Bytes of a body that is read before the handler, instead of the general limit. */
  bodyLimit?: number;
  unknown?: UnknownMembers;
  limit?: LimitClass;
  /**
   * `<noun>.<verb>` in the audit trail; false: it changes nothing, or only what is measured anew all the time and would
   * flood the trail. Left out, the permission, the verb and the path of
   * a route that changes something say it, and reading is not noted.
   */
  audit?: AuditName | false;
  /** Honours `Idempotency-Key`: a repeated request gets the first answer. */
  idempotent?: boolean;
}

type Known = 'permission' | 'anonymous' | 'kind' | 'lasting' | 'consumes' | 'limit';

/** A declared route, as the guard, the metrics and the log see it. */
export interface Endpoint extends Required<Pick<EndpointOptions, Known>> {
  readonly bodyLimit?: number;
  readonly secondFactor?: boolean;
  readonly beforeMfa?: boolean;
  readonly anyOrganization?: boolean;
  /** Undefined: nothing is noted. Where it was left out, set when the router takes the route in. */
  audit?: AuditName | false;
  /** Set by `@Surface` on its controller. */
  surface?: string;
  /** Set when the router takes it in; the first one, if it has several. */
  path?: string;
}

const ENDPOINT = 'muster:endpoint';

const PIPES: Record<UnknownMembers, WirePipe> = {
  ignore: new WirePipe('ignore'),
  refuse: new WirePipe('refuse'),
};

/**
 * Everything about a route but its verb and path: who may call it, what it answers, how it is documented.
 * A route without it fails the boot.
 */
export function Endpoint<P extends string = string>(options: EndpointOptions<P>): MethodDecorator {
  const { permission, anonymous = false, kind = 'rest', consumes = 'json', limit = 'default' } = options;
  const { lasting = kind !== 'rest' } = options;
  const { bodyLimit, secondFactor, beforeMfa, anyOrganization, audit } = options;
  const endpoint: Endpoint = {
    ...{ permission, anonymous, kind, lasting, consumes, limit },
    ...{ bodyLimit, secondFactor, beforeMfa, anyOrganization, audit },
  };
  return applyDecorators(
    SetMetadata(ENDPOINT, endpoint),
    HttpCode(options.status ?? 200),
    checkedBy(PIPES[options.unknown ?? 'ignore']),
    ApiOperation({
      summary: options.summary,
      ...(options.description && { description: options.description }),
    }),
    ...documentedAnswer(options),
    ...documentedAccess(options),
    ...documentedBody(consumes),
    ...(options.idempotent ? [UseInterceptors(IdempotencyInterceptor), ApiHeader(IDEMPOTENCY_HEADER)] : []),
  );
}

const INPUT = [RouteParamtypes.BODY, RouteParamtypes.QUERY];

/** Routes without body and query get no pipe: it would cost each of their other parameters some promises. */
const checkedBy =
  (pipe: WirePipe): MethodDecorator =>
  (target, name, descriptor) => {
    const parameters = Reflect.getMetadata(ROUTE_ARGS_METADATA, target.constructor, name) as
      object | undefined;
    if (Object.keys(parameters ?? {}).some((key) => INPUT.includes(Number.parseInt(key, 10))))
      UsePipes(pipe)(target, name, descriptor);
  };

/** What `@Endpoint` said about a handler. */
export const endpointOf = (handler: object): Endpoint | undefined =>
  Reflect.getMetadata(ENDPOINT, handler) as Endpoint | undefined;

const IDEMPOTENCY_HEADER = {
  name: 'Idempotency-Key',
  required: false,
  description:
    'Repeating a request with the same key and body within 24 hours answers what the first one did',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
} as const;

const documentedAnswer = (options: EndpointOptions): MethodDecorator[] =>
  options.produces?.endsWith('+json') ? namedJson(options, options.produces) : ordinary(options);

function ordinary(options: EndpointOptions): MethodDecorator[] {
  const { status = 200, returns, returnsList } = options;
  const produces = options.produces ?? (options.kind === 'sse' ? 'text/event-stream' : undefined);
  const type = returns ?? returnsList;
  const answer = { status, description: status === 204 ? 'Done' : 'Success' };
  if (!produces)
    return [ApiResponse({ ...answer, ...(type && { type, isArray: returnsList !== undefined }) })];
  const content = { [produces]: { schema: bytesOrText(produces) }, ...(type && json(type)) };
  return [
    ApiProduces(produces),
    ...(type ? [ApiExtraModels(type)] : []),
    ApiResponse({ ...answer, content }),
  ];
}

const namedJson = ({ status = 200, returns }: EndpointOptions, media: string): MethodDecorator[] => [
  Header('Content-Type', media),
  ApiProduces(media),
  ApiResponse({
    status,
    description: status === 204 ? 'Done' : 'Success',
    ...(returns && { type: returns }),
  }),
];

const bytesOrText = (media: string) => ({
  type: 'string',
  ...(!media.startsWith('text/') && { format: 'binary' }),
});

const json = (type: Type<unknown>) => ({ 'application/json': { schema: { $ref: getSchemaPath(type) } } });

/** JSON is taken for granted. */
const MEDIA: Partial<Record<Endpoint['consumes'], string>> = {
  form: 'application/x-www-form-urlencoded',
  multipart: 'multipart/form-data',
};

function documentedBody(consumes: Endpoint['consumes']): MethodDecorator[] {
  const media = MEDIA[consumes];
  return media === undefined ? [] : [ApiConsumes(media)];
}

function documentedAccess({ permission, anonymous, kind }: EndpointOptions): MethodDecorator[] {
  if (permission === 'public') return [];
  return [
    ApiBearerAuth('bearer'),
    ApiSecurity('key'),
    ...(kind && kind !== 'rest' ? [ApiSecurity('token')] : []),
    ...(anonymous ? [ApiSecurity({})] : []),
  ];
}
