/** Where runs leave their sockets, records and locks: a folder that only this user can write. */
import { lstatSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ControlError } from './control-error.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The shortest bound on a socket's path: macOS has 104 bytes with the closing zero, Linux 108. */
const SOCKET_PATH_BYTES_MAX = 103;

/**
 * All folders in which a run of this user may have announced itself, the preferred one first. A
 * service and a login session do not share their environment, so more than one is looked into.
 * `MM_POLICY_RUNTIME_DIR` stands for all of them.
 */
export function runtimeDirectories(env: Environment): readonly string[] {
  const chosen = env['MM_POLICY_RUNTIME_DIR'];
  if (chosen !== undefined && chosen !== '') return [resolve(chosen)];
  const uid = process.getuid?.() ?? 0;
  const given = [env['XDG_RUNTIME_DIR'], `/run/user/${uid}`]
    .filter((path) => path !== undefined && path !== '')
    .map((path) => join(path ?? '', 'mm-policy'));
  const temporary = [tmpdir(), '/tmp'].map((path) => join(path, `mm-policy-${uid}`));
  return [...new Set([...given, ...temporary])];
}

/** The first of them that can be used, made if need be. Throws `ControlError` where none can. */
export function openRuntimeDirectory(env: Environment): string {
  const reasons: string[] = [];
  for (const path of runtimeDirectories(env)) {
    const reason = openOwn(path);
    if (reason === null) return path;
    reasons.push(`${path}: ${reason}`);
  }
  throw new ControlError(`no folder for the control socket: ${reasons.join('; ')}`);
}

/** Whether a folder is this user's: what others could have put there is not trusted. */
export function isOwn(path: string): boolean {
  try {
    const stat = lstatSync(path);
    const isOurs = process.getuid === undefined || stat.uid === process.getuid();
    return stat.isDirectory() && isOurs && (stat.mode & 0o022) === 0;
  } catch {
    return false;
  }
}

/** Where a run opens its socket: in its folder, or in a nearer one where the path is too long. */
export function socketPathFor(runId: string, env: Environment): string {
  const name = `${runId}.sock`;
  const path = join(openRuntimeDirectory(env), name);
  if (fits(path)) return path;
  const near = join('/tmp', `mm-policy-${process.getuid?.() ?? 0}`);
  const reason = openOwn(near);
  if (reason === null) return join(near, name);
  throw new ControlError(`no folder for the control socket: ${near}: ${reason}`);
}

/** Throws `ControlError` where a path cannot be a socket's. */
export function assertSocketPath(path: string): void {
  if (fits(path)) return;
  const bytes = Buffer.byteLength(path);
  throw new ControlError(
    `a socket's path has at most ${SOCKET_PATH_BYTES_MAX} bytes, this one ${bytes}: ${path}`,
  );
}

function fits(path: string): boolean {
  return Buffer.byteLength(path) <= SOCKET_PATH_BYTES_MAX;
}

/** Why it cannot be used; null where it can. */
function openOwn(path: string): string | null {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    if (code !== 'EEXIST') return code;
  }
  return isOwn(path) ? null : 'not a folder that only this user can write';
}
