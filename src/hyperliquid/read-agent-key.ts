/** Where the agent's key comes from: a file that only its owner can read, or the environment. */
import { readFileSync, type Stats, statSync } from 'node:fs';
import { AgentKey } from './agent-key.js';

/** The variable that `readAgentKey` looks at where no file is named. */
const AGENT_KEY_VARIABLE = 'MM_POLICY_AGENT_KEY';

const OTHERS_MODE_BITS = 0o077;

/** Throws with a message for people that never holds the key; `path` goes before `env`. */
export function readAgentKey(source: {
  readonly path?: string | undefined;
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
}): AgentKey {
  const { env, path } = source;
  if (path !== undefined) return parsed(readKeyFile(path), `key file \`${path}\``);
  const text = env?.[AGENT_KEY_VARIABLE];
  if (text === undefined || text === '') {
    throw new Error(`no agent key: name a key file or set ${AGENT_KEY_VARIABLE}`);
  }
  return parsed(text, AGENT_KEY_VARIABLE);
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
