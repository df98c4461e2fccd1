/**
 * The rules of the house as tests: rooms import one way and through their doors, the core is pure,
 * wire names stop at the venue's rooms, files stay small and nothing is exported for nobody.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SRC = join(ROOT, 'src');

/** A room imports only from rooms that stand above it here. */
const ROOMS = [
  'base',
  'diagnostic',
  'market',
  'sizing',
  'syntax',
  'check',
  'compile',
  'margin',
  'quoting',
  'kernel',
  'engine',
  'journal',
  'rehearsal',
  'explain',
  'venue',
  'simulator',
  'risk',
  'presets',
  'replay',
  'feed',
  'hyperliquid',
  'loopback',
  'whatif',
  'control',
  'alert',
  'session',
  'study',
  'review',
  'lsp',
  'notebook',
  'cli',
];

/** Rooms that architecture rule 1 wants pure, edges excepted where the room's index names them. */
const PURE_ROOMS = [
  'base',
  'diagnostic',
  'market',
  'syntax',
  'check',
  'compile',
  'margin',
  'sizing',
  'quoting',
  'kernel',
  'engine',
  'rehearsal',
  'explain',
  'venue',
  'simulator',
  'risk',
  'replay',
];
const PURE_CORE_ROOMS = ['journal', 'feed', 'whatif', 'review'];

const IMPURE = [
  // A hash of the runtime is as pure as one of a library.
  /(?<!import \{ hash \} )\bfrom '(?:node:|ws'|commander')/,
  /\bDate\b(?!Time)/,
  /\bMath\.random\b/,
  /\b(?:setTimeout|setInterval|setImmediate|queueMicrotask)\b/,
  /\bfetch\(/,
  /\bperformance\./,
  /\bprocess\./,
  /\bconsole\./,
];

const WIRE_NAMES =
  /(?:\.|\b)(?:szi|oid|limitPx|markPx|oraclePx|entryPx|liquidationPx|px|sz)\b\??\s*[:.,)\]}]/;

interface SourceFile {
  readonly path: string;
  readonly room: string;
  readonly text: string;
  /** The text without comments and the contents of strings other than import paths. */
  readonly code: string;
}

function listFiles(directory: string): string[] {
  return readdirSync(directory).flatMap((name) => {
    const path = join(directory, name);
    if (statSync(path).isDirectory()) return name === 'generated' ? [] : listFiles(path);
    return name.endsWith('.ts') ? [path] : [];
  });
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
}

const FILES: readonly SourceFile[] = listFiles(SRC).map((absolute) => {
  const path = relative(SRC, absolute);
  const text = readFileSync(absolute, 'utf8');
  return {
    path,
    room: path.includes('/') ? (path.split('/')[0] ?? '') : '',
    text,
    code: withoutComments(text),
  };
});

function roomIndex(room: string): string {
  return FILES.find((file) => file.path === `${room}/index.ts`)?.text ?? '';
}

function importsOf(file: SourceFile): string[] {
  return [...file.code.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map(
    (match) => match[1] ?? '',
  );
}

const EXPORT =
  /^export (?:abstract )?(?:async )?(function\*?|const|class|interface|type|let) (\w+)/gm;

function exportsOf(file: SourceFile): { name: string; isType: boolean }[] {
  return [...file.code.matchAll(EXPORT)].map(([, keyword = '', name = '']) => ({
    name,
    isType: keyword === 'interface' || keyword === 'type',
  }));
}

const roomsPresent = [...new Set(FILES.map((file) => file.room))].filter((room) => room !== '');

describe('the plan of the house', () => {
  it('has no room that the plan does not know', () => {
    expect(roomsPresent.filter((room) => !ROOMS.includes(room))).toEqual([]);
  });

  it('lets a room import only from rooms above it', () => {
    const wrong = FILES.filter((file) => file.room !== '').flatMap((file) =>
      importsOf(file)
        .map((path) => /^\.\.\/([a-z]+)\//.exec(path)?.[1])
        .filter((room) => room !== undefined)
        .filter((room) => ROOMS.indexOf(room) >= ROOMS.indexOf(file.room))
        .map((room) => `${file.path} imports ${room}`),
    );
    expect(wrong).toEqual([]);
  });

  it('lets a room be entered only through its index', () => {
    const wrong = FILES.flatMap((file) =>
      importsOf(file)
        .filter((path) => /^\.\.\/[a-z]+\//.test(path) && !path.endsWith('/index.js'))
        .map((path) => `${file.path} imports ${path}`),
    );
    expect(wrong).toEqual([]);
  });

  it('has an index in each room that says what it holds and whether it is pure', () => {
    const silent = roomsPresent.filter(
      (room) =>
        room !== 'cli' &&
        !new RegExp(`^/\\*\\*\\s+(?:\\*\\s+)?${room} \\((?:im)?pure`).test(roomIndex(room)),
    );
    expect(silent).toEqual([]);
  });
});

describe('the pure core', () => {
  it.each([...PURE_ROOMS, ...PURE_CORE_ROOMS].filter((room) => roomsPresent.includes(room)))(
    '%s reads no clock, no chance, no network and no file',
    (room) => {
      const header =
        /\/\*\*([\s\S]*?)\*\//.exec(roomIndex(room))?.[1]?.replace(/\s*\n\s*\*\s*/g, ' ') ?? '';
      const edges = PURE_CORE_ROOMS.includes(room)
        ? [...header.matchAll(/[a-z0-9-]+\.ts/g)].map((match) => match[0])
        : [];
      const impure = FILES.filter((file) => file.room === room)
        .filter((file) => !edges.some((edge) => file.path === `${room}/${edge}`))
        .flatMap((file) =>
          IMPURE.filter((pattern) => pattern.test(file.code)).map(
            (pattern) => `${file.path} ${pattern}`,
          ),
        );
      expect(impure).toEqual([]);
    },
  );

  it("keeps the venue's wire names inside the venue's rooms", () => {
    const leaks = FILES.filter((file) => !['hyperliquid', 'loopback'].includes(file.room))
      .filter((file) => WIRE_NAMES.test(file.code))
      .map((file) => file.path);
    expect(leaks).toEqual([]);
  });
});

function whoSays(pattern: RegExp): readonly string[] {
  return FILES.filter(({ code }) => pattern.test(code)).map(({ path }) => path);
}

describe('the way of an order to the venue', () => {
  it('begins at the desk that takes decisions, and nowhere else', () => {
    const callers = whoSays(/\bvenue\.submit\(/u);
    expect(callers).toEqual(['session/command-desk.ts']);
    const desk = FILES.find(({ path }) => path === 'session/command-desk.ts');
    expect(desk?.code).toMatch(/\n {2}send\(decisions: readonly Decision\[\]\): void \{/u);
    // Only what the engine has just decided is given to it.
    expect(whoSays(/#desk\.send\(/u)).toEqual(['session/session.ts']);
    const session = FILES.find(({ path }) => path === 'session/session.ts');
    const sends = session?.code.match(/#desk\.send\([^)]*\)/gu);
    expect(sends).toEqual(['#desk.send(step.decisions)']);
  });

  it('is signed and sent by one client, which one venue alone holds', () => {
    expect(whoSays(/\bencodeOrderAction\b/u)).toEqual([
      'hyperliquid/action-batch.ts',
      'hyperliquid/order-action.ts',
    ]);
    expect(whoSays(/#exchange\.send\(/u)).toEqual(['hyperliquid/hyperliquid-venue.ts']);
    expect(whoSays(/\bnew ExchangeClient\(/u)).toEqual(['hyperliquid/network-wire.ts']);
  });
});

describe('the style of the house', () => {
  it('names files in kebab case and never after a drawer of odds and ends', () => {
    const wrong = FILES.map((file) => file.path).filter(
      (path) =>
        !/^[a-z0-9/-]+\.ts$/.test(path) ||
        /(?:^|[/-])(?:utils?|helpers?|types|manager)\.ts$/.test(path),
    );
    expect(wrong).toEqual([]);
  });

  it('keeps files to 400 lines and lines to 100 columns', () => {
    const long = FILES.flatMap((file) => {
      const lines = file.text.split('\n');
      const wide = lines.findIndex((line) => line.length > 100);
      return [
        ...(lines.length > 401 ? [`${file.path}: ${lines.length} lines`] : []),
        ...(wide >= 0 ? [`${file.path}:${wide + 1}: ${lines[wide]?.length} columns`] : []),
      ];
    });
    expect(long).toEqual([]);
  });

  it('exports nothing that nobody imports', () => {
    const tests = listFiles(join(ROOT, 'test')).map((path) => readFileSync(path, 'utf8'));
    const library = FILES.find((file) => file.path === 'index.ts')?.code ?? '';
    const dead = FILES.filter((file) => !file.path.endsWith('index.ts')).flatMap((file) =>
      exportsOf(file)
        .filter(({ name, isType }) => {
          const word = new RegExp(`\\b${name}\\b`);
          // A type may be exported because a signature beside it speaks of it.
          const inItsFile = isType && file.code.split(word).length > 2;
          const elsewhere = FILES.some(
            (other) =>
              other !== file && !/(?:^|\/)index\.ts$/.test(other.path) && word.test(other.code),
          );
          return (
            !inItsFile &&
            !elsewhere &&
            !word.test(library) &&
            !tests.some((text) => word.test(text))
          );
        })
        .map(({ name }) => `${file.path}: ${name}`),
    );
    expect(dead).toEqual([]);
  });
});
