/**
 * Where the agent's key comes from: a file that only its owner can read, a credential of systemd's,
 * or the environment.
 */
import { existsSync, readFileSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import { AgentKey } from './agent-key.js';

/** The variable that `readAgentKey` looks at where no file is named. */
const AGENT_KEY_VARIABLE = 'MM_POLICY_AGENT_KEY';

/** Where systemd puts what `LoadCredential=` names, for the unit's own processes alone. */
const CREDENTIALS_VARIABLE = 'CREDENTIALS_DIRECTORY';
const CREDENTIAL = 'agent-key';

const OTHERS_MODE_BITS = 0o077;

/**
 * Throws with a message for people that never holds the key; `path` goes before the credential of
 * `env`, which goes before its variable.
 */
export function readAgentKey(source: {
  readonly path?: string | undefined;
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
}): AgentKey {
  const { env, path } = source;
  if (path !== undefined) return parsed(readKeyFile(path), `key file \`${path}\``);
  const credential = credentialIn(env?.[CREDENTIALS_VARIABLE] ?? '');
  if (credential !== null) return parsed(credential, `the credential \`${CREDENTIAL}\``);
  const text = env?.[AGENT_KEY_VARIABLE];
  if (text === undefined || text === '') {
    throw new Error(`no agent key: name a key file or set ${AGENT_KEY_VARIABLE}`);
  }
  return parsed(text, AGENT_KEY_VARIABLE);
}

/** Who may read it systemd has seen to, by an owner or by a list, which looks like a group. */
function credentialIn(directory: string): string | null {
  const path = join(directory, CREDENTIAL);
  if (directory === '' || !existsSync(path)) return null;
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new Error(`the credential \`${CREDENTIAL}\` cannot be read`, { cause: error });
  }
}

function readKeyFile(path: string): string {
  const stats = statsOf(path);
  if (!stats.isFile()) throw new Error(`key file \`${path}\` is not a file`);
  if ((stats.mode & OTHERS_MODE_BITS) !== 0) {
    const mode = (stats.mode & 0o777).toString(8);
    throw new Error(`key file \`${path}\` is open to others (mode ${mode}): chmod 600 it`);
  }
  return readFileSync(path, 'utf8');
}

function statsOf(path: string): Stats {
  try {
    return statSync(path);
  } catch (error) {
    throw new Error(`key file \`${path}\` cannot be read`, { cause: error });
  }
}

function parsed(text: string, what: string): AgentKey {
  try {
    return AgentKey.parse(text.trim());
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'not understood';
    throw new Error(`${what}: ${reason}`, { cause: error });
  }
}
