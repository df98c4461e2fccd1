/** The market that a run trades on: recorded or synthetic, and from when on. */
import type { TimeMs } from '../base/index.js';
import type { CompiledPolicy } from '../compile/index.js';
import {
  openRecording,
  readRecording,
  RecordingError,
  type RecordingProblem,
  syntheticMarket,
} from '../feed/index.js';
import type { Instrument, MarketEvent } from '../market/index.js';
import { mergeMarkets, mergeRecordings, startingAt } from '../session/index.js';
import { referenceInstruments } from '../simulator/index.js';
import type { RunOptions } from './run-options.js';

export interface RunMarket {
  readonly instruments: readonly Instrument[];
  readonly events: AsyncIterable<MarketEvent> | Iterable<MarketEvent>;
  readonly startMs: TimeMs;
  /** For people. */
  readonly name: string;
  /** Rows of the recording that were not as they should be, so far. */
  readonly problems: () => { readonly count: number; readonly first: RecordingProblem | null };
}

/** Where the synthetic market of a coin begins, USD; of the time of the recordings. */
const START_PRICES: Readonly<Record<string, number>> = {
  BTC: 111_000,
  ETH: 4_400,
  SOL: 202.225,
  HYPE: 27.11,
  WLFI: 0.2,
};

/**
 * Opens the markets of the policy that the venue lists (the gate refuses the others). A run that
 * goes on with a journal begins after its last record. Throws `RecordingError`.
 */
export async function openMarket(
  policy: CompiledPolicy,
  options: RunOptions,
  lastRecordAt: TimeMs | null,
): Promise<RunMarket> {
  const traded = policy.markets.flatMap(
    ({ coin }) => referenceInstruments.find((instrument) => instrument.coin === coin) ?? [],
  );
  return options.market === undefined
    ? openSynthetic(traded, options.seed, lastRecordAt)
    : openRecorded(traded, options.market, lastRecordAt);
}

function openSynthetic(
  traded: readonly Instrument[],
  seed: number,
  lastRecordAt: TimeMs | null,
): RunMarket {
  const startMs = Math.max(Date.now(), (lastRecordAt ?? 0) + 1);
  const markets = traded.map(({ coin, sizeDecimals }, index) => {
    const startPrice = START_PRICES[coin] ?? 100;
    return syntheticMarket({
      seed: seed + index,
      startTime: startMs,
      coin,
      sizeDecimals,
      startPrice,
    });
  });
  return {
    instruments: referenceInstruments,
    events: mergeMarkets(markets),
    startMs,
    name: `synthetic market, seed ${seed}`,
    problems: () => ({ count: 0, first: null }),
  };
}

async function openRecorded(
  traded: readonly Instrument[],
  directory: string,
  lastRecordAt: TimeMs | null,
): Promise<RunMarket> {
  const { coins } = await openRecording(directory);
  const problems: { count: number; first: RecordingProblem | null } = { count: 0, first: null };
  const onProblem = (problem: RecordingProblem): void => {
    problems.count++;
    problems.first ??= problem;
  };
  const recorded = traded.map(({ coin, sizeDecimals }) => {
    const found = coins.find((candidate) => candidate.coin === coin);
    if (found === undefined) {
      const known = coins.map((candidate) => candidate.coin).join(', ');
      throw new RecordingError(`${directory} holds no recording of ${coin}, but of ${known}`);
    }
    return { ...found, events: readRecording(directory, coin, { sizeDecimals, onProblem }) };
  });
  const from = Math.min(...recorded.map((coin) => coin.from));
  const to = Math.max(...recorded.map((coin) => coin.to));
  const startMs = Math.max(from, (lastRecordAt ?? 0) + 1);
  if (startMs > to) {
    throw new RecordingError(
      `${directory} ends before the journal's last record; begin a new journal to play it again`,
    );
  }
  const events = mergeRecordings(recorded.map((coin) => coin.events));
  return {
    instruments: referenceInstruments,
    events: startMs > from ? startingAt(events, startMs) : events,
    startMs,
    name: `recording ${directory}`,
    problems: () => problems,
  };
}
