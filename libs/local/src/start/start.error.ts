/** Why Muster cannot start, in words for the person who typed the command: one line, no stack. */
export class StartError extends Error {
  override name = 'StartError';
}
