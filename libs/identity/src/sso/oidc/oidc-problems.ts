import { DomainError } from '@muster/platform';

/** What the library's errors have, as far as it is looked at. */
interface Thrown {
  name?: string;
  code?: string;
  message?: string;
  cause?: unknown;
  error?: string;
  status?: number;
}

interface Cause {
  status?: number;
  expected?: string;
  body?: { issuer?: unknown };
}

/** By the library's codes. */
const SENTENCES: Record<string, string> = {
  OAUTH_RESPONSE_IS_NOT_JSON: 'what it answers is not JSON',
  OAUTH_PARSE_ERROR: 'what it answers cannot be read',
  OAUTH_INVALID_RESPONSE: 'what it answers is not as the standard says',
  OAUTH_JWT_USERINFO_EXPECTED: 'what it answers is not understood',
  OAUTH_INVALID_SERVER_METADATA: 'its configuration is not as the standard says',
  OAUTH_MISSING_SERVER_METADATA: 'its configuration lacks what is needed',
  OAUTH_HTTP_REQUEST_FORBIDDEN: 'one of its addresses does not begin with https://',
  OAUTH_REQUEST_PROTOCOL_FORBIDDEN: 'one of its addresses is none of the web',
  OAUTH_JWT_CLAIM_COMPARISON_FAILED: 'its token is not for this sign-in',
  OAUTH_JWT_TIMESTAMP_CHECK_FAILED: 'its token is not of this time: it has expired, or the clocks differ',
  OAUTH_KEY_SELECTION_FAILED: 'its token is signed with a key that it does not publish',
  OAUTH_UNSUPPORTED_OPERATION: 'its token is signed in a way that is not taken',
  OAUTH_TIMEOUT: 'it does not answer in time',
};

/** The last of an error's causes that is one of ours; the library wraps what it does not know. */
export function ownErrorIn(thrown: unknown): DomainError | undefined {
  if (thrown instanceof DomainError) return thrown;
  const { cause } = (thrown ?? {}) as Thrown;
  return cause === undefined ? undefined : ownErrorIn(cause);
}

/** In half a sentence why an issuer could not be asked, or its answer not be taken. Nothing of an answer's text is in it. */
export function reasonOf(thrown: unknown): string {
  const { code = '', error } = (thrown ?? {}) as Thrown;
  const own = ownErrorIn(thrown);
  if (own) return own.message;
  if (error !== undefined) return `it answers ${wordOf(error)}`;
  return causeOf(thrown as Thrown) ?? SENTENCES[code] ?? 'what it answers is not understood';
}

/** What the library says beside its code. */
function causeOf({ code, cause }: Thrown): string | undefined {
  const { status, expected, body } = (cause ?? {}) as Cause;
  if (code === 'OAUTH_RESPONSE_IS_NOT_CONFORM' && status !== undefined)
    return `it answers with status ${status}`;
  if (code === 'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED' && expected !== undefined)
    return `it calls itself ${wordOf(String(body?.issuer))}`;
  return undefined;
}

/** What another server called something: as much of it as is an address or a word. */
const wordOf = (text: string): string => text.replace(/[^\w./:~%-]/g, '').slice(0, 200);
