/** A recording that makes no tape: it is empty, or its prices do not lie on the tick. */
export class TapeError extends Error {
  override name = 'TapeError';
}
