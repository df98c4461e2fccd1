import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readAgentKey } from '../../src/hyperliquid/index.js';

const KEY = '0x0123456789012345678901234567890123456789012345678901234567890123';
const ADDRESS = '0x14791697260e4c9a71f18484c9f997b308e59325';

describe('reading the key of an agent', () => {
  let directory = '';
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'agent-key-'));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  const keyFile = (content: string, mode: number): string => {
    const path = join(directory, 'agent.key');
    writeFileSync(path, content);
    chmodSync(path, mode);
    return path;
  };

  it('takes a file that only its owner can read, before the environment', () => {
    const env = { MM_POLICY_AGENT_KEY: `0x${'22'.repeat(32)}` };
    expect(readAgentKey({ path: keyFile(`${KEY}\n`, 0o600), env }).address).toBe(ADDRESS);
  });

  it('takes the environment where no file is named', () => {
    expect(readAgentKey({ env: { MM_POLICY_AGENT_KEY: KEY.slice(2) } }).address).toBe(ADDRESS);
  });

  it("takes systemd's credential before the variable, and a named file before both", () => {
    const env = { CREDENTIALS_DIRECTORY: directory, MM_POLICY_AGENT_KEY: `0x${'22'.repeat(32)}` };
    const other = readAgentKey({ env }).address;
    writeFileSync(join(directory, 'agent-key'), `${KEY}\n`, { mode: 0o440 });
    expect(other).not.toBe(ADDRESS);
    expect(readAgentKey({ env }).address).toBe(ADDRESS);
    const named = keyFile(`0x${'22'.repeat(32)}`, 0o600);
    expect(readAgentKey({ path: named, env }).address).toBe(other);
    writeFileSync(join(directory, 'agent-key'), 'n0t a key');
    const message = messageOf(() => readAgentKey({ env }));
    expect(message).toContain('the credential `agent-key`');
    expect(message).not.toContain('n0t');
  });

  it.each([0o640, 0o604, 0o660, 0o644])('refuses a file of mode %o', (mode) => {
    const path = keyFile(KEY, mode);
    const text = `key file \`${path}\` is open to others (mode ${mode.toString(8)}): chmod 600 it`;
    expect(() => readAgentKey({ path })).toThrow(text);
  });

  it('refuses what is missing, a directory or no key, without repeating what it read', () => {
    expect(() => readAgentKey({ path: join(directory, 'none') })).toThrow('cannot be read');
    expect(() => readAgentKey({ path: directory })).toThrow('is not a file');
    expect(() => readAgentKey({ env: {} })).toThrow('name a key file or set MM_POLICY_AGENT_KEY');
    const message = messageOf(() => readAgentKey({ path: keyFile(`${KEY}99`, 0o600) }));
    expect(message).toContain('an agent key is 64 hex digits');
    expect(message).not.toContain('0123');
  });
});

function messageOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    return String(error);
  }
  throw new Error('nothing was thrown');
}
