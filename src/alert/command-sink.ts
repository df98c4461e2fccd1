/** Alerts to a program: the JSON on its standard input, no shell between. */
import { basename } from 'node:path';
import { type AlertSink, AlertSinkError } from './alert-sink.js';
import { ProgramError, runProgram } from './run-program.js';

/** `words` are the program and its arguments. */
export function commandSink(
  words: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): AlertSink {
  return {
    name: `command ${basename(words[0] ?? '')}`,
    send: async (payload, timeoutMs) => {
      try {
        await runProgram({ words, env, input: payload, timeoutMs });
      } catch (error) {
        if (!(error instanceof ProgramError)) throw error;
        throw new AlertSinkError(error.message, error.mayPass);
      }
    },
  };
}
