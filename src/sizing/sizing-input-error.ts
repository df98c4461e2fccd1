/** An input that no size follows from. */

/** Thrown by the functions of sizing: which input is wrong, what it must be and what it is. */
export class SizingInputError extends RangeError {
  readonly input: string;

  constructor(input: string, wanted: string, got: unknown) {
    super(`\`${input}\` must be ${wanted}, got ${String(got)}`);
    this.name = 'SizingInputError';
    this.input = input;
  }
}
