import { DomainError, InvalidError } from '@muster/platform';

/** Errors of the library and of the system, as far as they matter: they are told apart by their codes. */
interface Problem extends Error {
  code?: string | number;
  status?: number;
  cause?: { code?: string };
}

const LONGEST = 1_000;
const DOUBT = 'whether it was done is unknown';

/** The server no longer knows the session, and so has not done what it was asked. */
export const isForgotten = (error: unknown): boolean => (error as Problem).status === 404;

export function connectProblem(server: string, thrown: unknown): DomainError {
  if (thrown instanceof DomainError) return thrown;
  const error = thrown as Problem;
  return new DomainError(
    'unavailable',
    `the server ${server} cannot be reached: ${reasonOf(error)}`,
    {},
    { cause: error },
  );
}

function reasonOf({ code, status, cause, message }: Problem): string {
  if (code === 'ENOENT') return 'its program is not there';
  if (code === 'REQUEST_TIMEOUT') return 'it does not answer';
  if (code === 'CONNECTION_CLOSED') return 'it ended at once';
  if (status === 401 || status === 403) return `it refuses our credentials (${status})`;
  return cause?.code ?? message.slice(0, LONGEST);
}

/** `mask` hides what must not be seen of what the server says. */
export function callProblem(
  { server, tool, timeoutSeconds }: { server: string; tool: string; timeoutSeconds: number },
  thrown: unknown,
  mask: (text: string) => string,
): DomainError {
  const error = thrown as Problem;
  const options = { cause: error };
  if (typeof error.code === 'number')
    return new InvalidError(`${server}/${tool} refuses the call: ${mask(error.message).slice(0, LONGEST)}`);
  const what =
    error.code === 'REQUEST_TIMEOUT'
      ? `did not answer within ${timeoutSeconds} seconds`
      : error.code === 'CONNECTION_CLOSED'
        ? 'ended during the call'
        : `failed (${mask(reasonOf(error))})`;
  return new DomainError('unavailable', `${server}/${tool} ${what}: ${DOUBT}`, {}, options);
}
