const SYSTEM = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH']);

/** Postgres: connection exceptions, too many connections, shutting down or starting up, read-only after a failover. */
const POSTGRES = /^(08...|53300|57P0[1-3]|25006)$/;

/** What the pool says without a code. */
const SAYS = /^(timeout exceeded when trying to connect|Connection terminated|Connection is closed)/;

interface Failure {
  code?: string;
  message?: string;
  driverError?: Failure;
  errors?: Failure[];
}

/** Whether a database or another server could not be reached: no bug of ours, and another try may succeed. */
export function isConnectionFailure(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false;
  const { driverError, errors = [] } = thrown as Failure;
  return [thrown as Failure, driverError, ...errors].some((one) => one !== undefined && tells(one));
}

const tells = ({ code = '', message = '' }: Failure): boolean =>
  SYSTEM.has(code) || POSTGRES.test(code) || SAYS.test(message);
