/** Why the demo ends early, in one line for whoever started it. */
export class Failure extends Error {
  override name = 'Failure';
}
