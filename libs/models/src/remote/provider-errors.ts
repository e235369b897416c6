import { types } from 'node:util';
import { redact } from '@muster/platform';
import { FailureKind, ProviderFailure } from './provider-failure';
import { retryAfterOf } from './retry';
import { aiSdk } from './sdk';

export interface FailureContext {
  provider: string;
  model: string;
  /** The setting that holds the key, for the message about a wrong one. */
  keySetting?: string;
  /** Never shown, even where a provider quotes it. */
  secret?: string;
}

const CONTEXT_LENGTH =
  /context.{0,20}(length|window|limit)|maximum context|prompt is too long|too many (input )?tokens|input is too long|exceeds the (maximum|max).{0,30}tokens|input token count/i;
const SCHEMA_SUPPORT =
  /response_format|json_schema|output_config|output_format|text\.format|response_?schema|structured output/i;
const QUOTA = /insufficient_quota|exceeded your current quota|billing|credit balance/i;

/** Turns whatever the SDK threw into a failure whose message names provider and cause, never a secret. */
export function toFailure(error: unknown, context: FailureContext): ProviderFailure {
  if (error instanceof ProviderFailure) return error;
  const { APICallError, InvalidPromptError, NoSuchModelError } = aiSdk();
  if (APICallError.isInstance(error)) {
    return error.statusCode === undefined || error.statusCode < 400
      ? fromTransport(error, context)
      : fromStatus(error.statusCode, error.message, error.responseHeaders, context, error.responseBody);
  }
  if (InvalidPromptError.isInstance(error) || NoSuchModelError.isInstance(error)) {
    return ProviderFailure.invalid('refused', said(context, 'cannot be asked this', error.message));
  }
  if (isStreamedError(error)) return fromStreamed(error, context);
  return fromTransport(error, context);
}

const said = ({ provider, secret }: FailureContext, what: string, detail?: string): string => {
  if (!detail) return `the model provider ${provider} ${what}`;
  const safe = redact(secret ? detail.replaceAll(secret, '[redacted]') : detail);
  return `the model provider ${provider} ${what}: ${safe.slice(0, 300)}`;
};

function fromStatus(
  status: number,
  message: string,
  headers: Record<string, string> | undefined,
  context: FailureContext,
  body = '',
): ProviderFailure {
  const after = retryAfterOf(headers);
  if (status === 401 || status === 403) return refusedCredentials(context);
  if (status === 429) return tooMany(`${message} ${body}`, after, context);
  if (status === 408 || status === 409 || status >= 500) {
    return ProviderFailure.unavailable('server_error', said(context, `answered ${status}`, message), after);
  }
  if (status === 404) {
    return ProviderFailure.invalid(
      'unknown_model',
      said(context, `does not offer "${context.model}"`, message),
    );
  }
  return badRequest(status, `${message} ${body}`, message, context);
}

function refusedCredentials(context: FailureContext): ProviderFailure {
  const hint = context.keySetting ? ` (check ${context.keySetting})` : '';
  return ProviderFailure.unavailable('credentials', said(context, `refused the credentials${hint}`));
}

function tooMany(text: string, after: number | undefined, context: FailureContext): ProviderFailure {
  if (QUOTA.test(text))
    return ProviderFailure.unavailable('quota', said(context, 'reports an exhausted quota'));
  return ProviderFailure.unavailable('rate_limited', said(context, 'asks for fewer calls'), after);
}

function badRequest(status: number, text: string, message: string, context: FailureContext): ProviderFailure {
  if (QUOTA.test(text)) return tooMany(text, undefined, context);
  if (status === 413 || CONTEXT_LENGTH.test(text)) {
    return ProviderFailure.invalid(
      'context_length',
      said(context, `finds the input too long for "${context.model}"`),
    );
  }
  const kind: FailureKind = SCHEMA_SUPPORT.test(text) ? 'unsupported_schema' : 'refused';
  return ProviderFailure.invalid(kind, said(context, 'refused the request', message));
}

interface StreamedError {
  type?: string;
  code?: string;
  message: string;
}

/** An error that came as an event of a stream which had begun well. */
const isStreamedError = (error: unknown): error is StreamedError =>
  typeof error === 'object' &&
  error !== null &&
  !types.isNativeError(error) &&
  typeof (error as StreamedError).message === 'string';

function fromStreamed({ type, code, message }: StreamedError, context: FailureContext): ProviderFailure {
  const name = `${type ?? ''} ${code ?? ''}`;
  if (/rate_limit/.test(name)) return tooMany(message, undefined, context);
  if (/invalid_request|context_length/.test(name)) return badRequest(400, message, message, context);
  return ProviderFailure.unavailable('server_error', said(context, 'broke off', message));
}

const BAD_RESPONSE = /JSON|response body|Type ?validation|invalid response|no output|empty response/i;

function fromTransport(error: unknown, context: FailureContext): ProviderFailure {
  const name = types.isNativeError(error) ? `${error.name} ${error.message}` : String(error);
  return BAD_RESPONSE.test(name)
    ? ProviderFailure.unavailable('bad_response', said(context, 'gave an answer that cannot be understood'))
    : ProviderFailure.unavailable('connection', said(context, 'cannot be reached', reasonOf(error)));
}

/** The code of the socket error beneath, which says more than "fetch failed" and holds no address of ours. */
function reasonOf(error: unknown): string | undefined {
  for (let at = error, depth = 0; types.isNativeError(at) && depth < 4; at = at.cause, depth += 1) {
    const { code } = at as NodeJS.ErrnoException;
    if (typeof code === 'string' && /^[A-Z_]+$/.test(code)) return code;
  }
  return undefined;
}
