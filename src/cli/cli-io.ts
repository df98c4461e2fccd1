/** What a command may see of the outside, so that tests can run it in process. */
import type { Command } from 'commander';

export interface CliIo {
  /** Writes to standard output; no newline is added. */
  out(text: string): void;
  /** Writes to standard error; no newline is added. */
  err(text: string): void;
  /** Whole standard input as text. */
  readStdin(): Promise<string>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether standard output is a terminal. */
  readonly isTerminal: boolean;
  /** Whether standard error is a terminal, so that progress may be drawn there; left out: no. */
  readonly isErrorTerminal?: boolean;
  /** Width of the terminal; 80 on a pipe. */
  readonly columns: number;
  /** NO_COLOR and FORCE_COLOR taken into account. */
  readonly useColor: boolean;
  /** The code the process ends with; a command sets it, 0 at first. */
  exitCode: number;
}

/** Adds one command to the program; its action sets `io.exitCode` and never calls process.exit. */
export type RegisterCommand = (program: Command, io: CliIo) => void;
