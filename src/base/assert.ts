/** Assertions stay on in production: a broken invariant is a bug of ours, never bad input. */

export class InvariantError extends Error {
  override name = 'InvariantError';
}

/** Throws `InvariantError` unless `condition` holds. */
export function assertInvariant(condition: boolean, message: string): asserts condition {
  if (!condition) throw new InvariantError(`invariant broken: ${message}`);
}

/** Marks a branch that the types rule out, so that a new variant breaks the build here. */
export function unreachable(value: never): never {
  throw new InvariantError(`invariant broken: unreachable case ${JSON.stringify(value)}`);
}
