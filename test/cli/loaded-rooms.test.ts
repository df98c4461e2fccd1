/** Each command loads only what it needs: the rooms that static imports reach from its file. */
import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

/** The first folder below `src` of every file that is loaded with `entry`. */
function roomsLoadedWith(entry: string): ReadonlySet<string> {
  const seen = new Set<string>();
  const waiting = [entry];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (seen.has(file) || file.endsWith('/generated/policy-parser.ts')) continue;
    seen.add(file);
    const text = readFileSync(file, 'utf8');
    for (const [statement, path = ''] of text.matchAll(
      /^(?:import|export)\b[^;]*?from '(\.[^']+)';/gmu,
    )) {
      const isTypeOnly = /^(?:import|export) type\b/u.test(statement);
      if (!isTypeOnly) waiting.push(join(dirname(file), path.replace(/\.js$/u, '.ts')));
    }
  }
  return new Set([...seen].map((file) => relative('src', file).split('/')[0] ?? ''));
}

const LANGUAGE = new Set(
  'base check cli compile diagnostic market presets sizing syntax'.split(' '),
);

describe('the command line', () => {
  it.each(['check', 'explain', 'fmt'])('loads for %s no room beyond the language', (command) => {
    const rooms = roomsLoadedWith(`src/cli/${command}-command.ts`);
    expect([...rooms].filter((room) => !LANGUAGE.has(room))).toEqual([]);
    expect(rooms).toContain('diagnostic');
  });

  it('loads nothing but itself before it knows which command is asked for', () => {
    for (const entry of ['main', 'program', 'commands']) {
      const rooms = [...roomsLoadedWith(`src/cli/${entry}.ts`)];
      expect(rooms.filter((room) => room !== 'cli')).toEqual([]);
    }
  });

  it('loads session, venues and network only once a policy is to be run', () => {
    const rooms = roomsLoadedWith('src/cli/run-command.ts');
    const late = ['feed', 'hyperliquid', 'loopback', 'notebook', 'session', 'simulator'];
    expect(late.filter((room) => rooms.has(room))).toEqual([]);
    expect(roomsLoadedWith('src/cli/run-policy.ts')).toContain('session');
  });
});
