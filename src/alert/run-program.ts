/** Runs a program with something on its standard input, no shell between. */
import { spawn } from 'node:child_process';
import type { DurationMs } from '../base/index.js';
import { withoutSecrets } from './without-secrets.js';

/** It was not done; `mayPass`: trying again may help. */
export class ProgramError extends Error {
  override name = 'ProgramError';
  readonly mayPass: boolean;

  constructor(reason: string, mayPass: boolean) {
    super(reason);
    this.mayPass = mayPass;
  }
}

export interface ProgramRun {
  /** The program and its arguments. */
  readonly words: readonly string[];
  /** The agent's key and the webhook in it are not handed on. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly input: string | Buffer;
  readonly timeoutMs: DurationMs;
  /** Ends it before its time. */
  readonly giveUp?: AbortSignal;
}

/**
 * Resolves where it ends with 0, else rejects with `ProgramError`. It has its own process group, so
 * that Ctrl-C on the run does not end it, and a timeout ends all that it has started. What it
 * writes goes nowhere.
 */
export function runProgram({ words, env, input, timeoutMs, giveUp }: ProgramRun): Promise<void> {
  const [program = '', ...args] = words;
  return new Promise((resolve, reject) => {
    if (giveUp?.aborted === true) return reject(new ProgramError('was not started', true));
    const child = spawn(program, args, {
      stdio: ['pipe', 'ignore', 'ignore'],
      detached: true,
      env: { ...withoutSecrets(env) },
    });
    let cutOff: string | null = null;
    const end = (reason: string): void => {
      cutOff = reason;
      endGroup(child.pid);
    };
    const onGiveUp = (): void => end('was not waited for');
    const timer = setTimeout(() => end(`took over ${timeoutMs} ms`), timeoutMs);
    giveUp?.addEventListener('abort', onGiveUp, { once: true });
    const release = (): void => {
      clearTimeout(timer);
      giveUp?.removeEventListener('abort', onGiveUp);
    };
    child.on('error', (error) => {
      release();
      reject(new ProgramError(`cannot be started (${codeOf(error)})`, false));
    });
    child.on('exit', (code, signal) => {
      release();
      if (code === 0) return resolve();
      const how = code === null ? `was ended by ${signal}` : `ended with ${code}`;
      reject(new ProgramError(cutOff ?? how, true));
    });
    // A program that does not read its input is none the worse for it.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
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
