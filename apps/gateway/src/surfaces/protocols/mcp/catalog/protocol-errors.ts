import { ProtocolError, ProtocolErrorCode, ResourceNotFoundError } from '@modelcontextprotocol/server';
import { Logger } from '@nestjs/common';
import { toDomainError } from '@muster/platform';
import { wordsOf } from './tool';

const logger = new Logger('Mcp');

/** What is not a tool has no result to put an error in: it answers with one of the protocol. */
export async function protocolErrors<T>(work: () => Promise<T>, uri?: URL | string): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof ProtocolError ? error : toProtocolError(error, uri);
  }
}

function toProtocolError(thrown: unknown, uri?: URL | string): ProtocolError {
  const error = toDomainError(thrown);
  // Unknown and another's are the same here, too.
  if (error.code === 'not_found' && uri) return new ResourceNotFoundError(String(uri));
  const isOurs = error.code === 'internal' || error.code === 'unavailable';
  if (error.code === 'internal') logger.error(error.cause ?? error, { uri: uri && String(uri) });
  return new ProtocolError(
    isOurs ? ProtocolErrorCode.InternalError : ProtocolErrorCode.InvalidParams,
    wordsOf(error),
  );
}
