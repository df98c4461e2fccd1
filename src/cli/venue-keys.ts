/** Keys and the token of a venue that is served: files that only their owner can read. */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readAgentKey } from '../hyperliquid/index.js';
import { RunRefusal } from './run-refusal.js';

export interface KeptKey {
  readonly address: string;
  readonly path: string;
}

/** The key that is kept under this name, made where there is none. Throws `RunRefusal`. */
export function keepKey(folder: string, name: string): KeptKey {
  const path = join(folder, `${name}.key`);
  return trying(path, () => {
    if (!existsSync(path)) writeOwn(path, `0x${randomBytes(32).toString('hex')}\n`);
    return { address: readAgentKey({ path }).address, path };
  });
}

export interface KeptToken {
  readonly path: string;
  remove(): void;
}

/** A fresh one for each venue. */
export function makeToken(): string {
  return randomBytes(32).toString('hex');
}

/** Where who may read it finds the token of the venue at a port. Throws `RunRefusal`. */
export function keepToken(folder: string, port: number, token: string): KeptToken {
  const path = join(folder, `control-${port}.token`);
  const remove = (): void => rmSync(path, { force: true });
  return trying(path, () => {
    remove();
    writeOwn(path, `${token}\n`);
    return { path, remove };
  });
}

function writeOwn(path: string, text: string): void {
  mkdirSync(join(path, '..'), { recursive: true, mode: 0o700 });
  writeFileSync(path, text, { mode: 0o600, flag: 'wx' });
}

function trying<Result>(path: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new RunRefusal(2, `error: ${path}: ${reason}\nhelp: --keys DIR takes another folder`);
  }
}
