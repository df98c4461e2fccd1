/** Alerts to a program: the JSON on its standard input, no shell between. */
import { spawn } from 'node:child_process';
import { basename } from 'node:path';
import { type AlertSink, AlertSinkError } from './alert-sink.js';
import { withoutSecrets } from './without-secrets.js';

/**
 * `words` are the program and its arguments. It has its own process group, so that Ctrl-C on the
 * run does not end it, and a timeout ends all that it has started. What it writes goes nowhere.
 */
export function commandSink(
  words: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): AlertSink {
  const [program = '', ...args] = words;
  const name = `command ${basename(program)}`;
  return {
    name,
    send: (payload, timeoutMs) =>
      new Promise((resolve, reject) => {
        const child = spawn(program, args, {
          stdio: ['pipe', 'ignore', 'ignore'],
          detached: true,
          env: { ...withoutSecrets(env) },
        });
        let isLate = false;
        const timer = setTimeout(() => {
          isLate = true;
          endGroup(child.pid);
        }, timeoutMs);
        child.on('error', (error) => {
          clearTimeout(timer);
          reject(new AlertSinkError(`cannot be started (${codeOf(error)})`, false));
        });
        child.on('exit', (code, signal) => {
          clearTimeout(timer);
          if (code === 0) return resolve();
          if (isLate) return reject(new AlertSinkError(`took over ${timeoutMs} ms`, true));
          const how = code === null ? `was ended by ${signal}` : `ended with ${code}`;
          reject(new AlertSinkError(how, true));
        });
        // A program that does not read its input is none the worse for it.
        child.stdin.on('error', () => undefined);
        child.stdin.end(payload);
      }),
  };
}

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended by itself meanwhile.
  }
}

function codeOf(error: Error): string {
  return 'code' in error ? String(error.code) : error.name;
}
