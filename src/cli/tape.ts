/** Decodes a recording for `mm-policy tape`, and says what came of it. */
import { homedir } from 'node:os';
import { RecordingError, type RecordingProblem } from '../feed/index.js';
import {
  type CachedTape,
  readTape,
  TapeError,
  tapeFolder,
  writeParquetTape,
} from '../whatif/index.js';
import type { CliIo } from './cli-io.js';
import { formatCount } from './figure.js';
import type { TapeCommandOptions } from './tape-command.js';
import { tapeInput } from './tape-input.js';

const COULD_NOT_READ = 2;
const PROBLEMS_TOLD = 5;

/** The counts that tell of trouble, in words for people. */
const TROUBLE: Readonly<Record<string, string>> = {
  malformed: 'no message',
  duplicates: 'seen before',
  gaps: 'after a gap',
  crossed: 'crossed tops',
  crossedBooks: 'crossed books',
  stale: 'older than what was known',
  offBook: 'trades outside the book',
  beforeFirstBook: 'before the first book',
  receivedOutOfOrder: 'received out of order',
  stampedOutOfOrder: 'stamped out of order',
  other: 'of other streams or markets',
};

interface Read extends CachedTape {
  readonly kind: string;
  readonly seconds: number;
  readonly problems: readonly RecordingProblem[];
}

export async function tape(
  sources: readonly string[],
  options: TapeCommandOptions,
  io: CliIo,
): Promise<number> {
  try {
    const read = await readIt(sources, options, io);
    if (options.to !== undefined) await writeParquetTape(options.to, read.tape);
    if (options.json === true) io.out(`${JSON.stringify(asJson(sources, read))}\n`);
    else for (const line of linesOf(sources, read)) io.out(`${line}\n`);
    if (read.problem !== null) io.err(`warning: the tape could not be kept: ${read.problem}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof RecordingError) && !(error instanceof TapeError)) throw error;
    io.err(`error: ${error.message}\n`);
    return COULD_NOT_READ;
  }
}

async function readIt(
  sources: readonly string[],
  options: TapeCommandOptions,
  io: CliIo,
): Promise<Read> {
  const input = await tapeInput(sources, options);
  const problems: RecordingProblem[] = [];
  const startedMs = performance.now();
  const read = await readTape(input, {
    tickSize: options.tick,
    lotSize: options.lot,
    cache: options.cache ? tapeFolder(io.env, homedir()) : null,
    onProblem: (problem) => {
      if (problems.length < PROBLEMS_TOLD) problems.push(problem);
    },
  });
  return { ...read, kind: input.kind, seconds: (performance.now() - startedMs) / 1000, problems };
}

function asJson(sources: readonly string[], read: Read): object {
  const { kind, counts, cache, problem, seconds, problems } = read;
  const { kinds, ticks, receivedNs } = read.tape;
  return {
    type: 'tape',
    sources,
    kind,
    rows: kinds.length,
    messages: receivedNs.length,
    prices: ticks.length,
    fromMs: fromMsOf(read),
    seconds: spanSeconds(read),
    counts,
    cache,
    cacheProblem: problem,
    readingSeconds: seconds,
    problems,
  };
}

const KINDS: Readonly<Record<string, string>> = {
  binance: 'raw stream of Binance',
  tardis: 'CSV files of Tardis',
  recording: 'recording of mm-policy',
  parquet: 'tape in Parquet',
};

function linesOf(sources: readonly string[], read: Read): string[] {
  const { tape: made, counts, problems, seconds } = read;
  const from = new Date(fromMsOf(read)).toISOString().replace('T', ' ');
  const rows = made.kinds.length;
  const speed = (rows / seconds / 1e6).toFixed(1);
  const trouble = Object.entries(TROUBLE).flatMap(([name, words]) => {
    const count = counts[name] ?? 0;
    return count > 0 ? [`  ${formatCount(count).padStart(11)}  ${words}`] : [];
  });
  return [
    `${sources.join(' ')}: ${KINDS[read.kind] ?? read.kind}`,
    `  ${formatCount(rows).padStart(11)}  rows at ${formatCount(made.ticks.length)} prices`,
    `  ${formatCount(made.receivedNs.length).padStart(11)}  messages on the tape, ` +
      `${spanSeconds(read).toFixed(1)} s from ${from}`,
    ...trouble,
    ...clockLine(counts['leastDelayNs'] ?? null),
    `  ${CACHE_WORDS[read.cache]}, ${seconds.toFixed(2)} s, ${speed} M rows/s`,
    ...problems.map(({ file, line, reason, outcome }) => `${file}:${line}: ${outcome}: ${reason}`),
  ];
}

const CACHE_WORDS: Readonly<Record<CachedTape['cache'], string>> = {
  taken: 'taken as it was decoded before',
  none: 'decoded',
  absent: 'decoded and kept',
  stale: 'decoded anew: the files have changed since',
  corrupt: 'decoded anew: the tape that was kept is broken',
};

/** A clock of receipt that is behind the exchange's is moved until nothing is heard too early. */
function clockLine(leastDelayNs: number | null): string[] {
  if (leastDelayNs === null) return [];
  const ms = (Math.abs(leastDelayNs) / 1e6).toFixed(1);
  return leastDelayNs < 0
    ? [`  ${ms.padStart(11)}  ms that the clock of receipt was behind, and was moved by`]
    : [`  ${ms.padStart(11)}  ms from the exchange's stamp to the receipt at least`];
}

function fromMsOf({ tape: { originNs, receivedNs } }: Read): number {
  return Math.floor(Number(originNs / 1000n) / 1000 + (receivedNs[0] ?? 0) / 1e6);
}

function spanSeconds({ tape: { receivedNs } }: Read): number {
  return ((receivedNs.at(-1) ?? 0) - (receivedNs[0] ?? 0)) / 1e9;
}
