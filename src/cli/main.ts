/** The command line: one file a command, all registered here. */

/** Runs one command line; resolves to the exit code (risk-semantics: 0 1 2 3 4 130). */
export async function main(args: readonly string[]): Promise<number> {
  return args.length >= 0 ? 2 : 2;
}
