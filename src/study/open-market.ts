/** Opens the market of a trial or a run: recorded or synthetic. */
import { decimal, type TimeMs } from '../base/index.js';
import type { CompiledPolicy } from '../compile/index.js';
import {
  openRecording,
  readRecording,
  type RecordedCoin,
  RecordingError,
  type RecordingProblem,
  syntheticMarket,
} from '../feed/index.js';
import type { Instrument, MarketEvent } from '../market/index.js';
import { mergeMarkets, mergeRecordings, startingAt } from '../session/index.js';
import { referenceInstruments } from '../simulator/index.js';
import { type MarketSource, nameOfSource } from './market-source.js';
import { scaleTo, standInMarket } from './stand-in-market.js';
import { START_PRICES } from './start-prices.js';

export interface OpenedMarket {
  readonly instruments: readonly Instrument[];
  readonly events: AsyncIterable<MarketEvent> | Iterable<MarketEvent>;
  readonly startMs: TimeMs;
  /** Null of one that goes on for ever. */
  readonly endMs: TimeMs | null;
  /** For people. */
  readonly name: string;
  /** Rows of the recording that were not as they should be, so far. */
  readonly problems: () => { readonly count: number; readonly first: RecordingProblem | null };
}

/**
 * Opens the markets of the policy that the venue lists (the gate of a session refuses the others),
 * from after `lastRecordAt` on where that is given. Throws `RecordingError`.
 */
export async function openMarket(
  policy: CompiledPolicy,
  source: MarketSource,
  lastRecordAt: TimeMs | null = null,
): Promise<OpenedMarket> {
  const traded = policy.markets.flatMap(
    ({ coin }) => referenceInstruments.find((instrument) => instrument.coin === coin) ?? [],
  );
  return source.kind === 'synthetic'
    ? openSynthetic(traded, source)
    : openRecorded(traded, source, lastRecordAt);
}

function openSynthetic(
  traded: readonly Instrument[],
  source: Extract<MarketSource, { kind: 'synthetic' }>,
): OpenedMarket {
  const { seed, startMs, regime } = source;
  const markets = traded.map(({ coin, sizeDecimals }, index) => {
    const startPrice = START_PRICES[coin] ?? 100;
    return syntheticMarket({
      seed: seed + index,
      startTime: startMs,
      coin,
      sizeDecimals,
      startPrice,
      regimeSeed: seed,
      ...(regime === undefined ? {} : { regime }),
    });
  });
  return {
    instruments: referenceInstruments,
    events: mergeMarkets(markets),
    startMs,
    endMs: null,
    name: nameOfSource(source),
    problems: () => ({ count: 0, first: null }),
  };
}

async function openRecorded(
  traded: readonly Instrument[],
  source: Extract<MarketSource, { kind: 'recording' }>,
  lastRecordAt: TimeMs | null,
): Promise<OpenedMarket> {
  const { directory } = source;
  const { coins } = await openRecording(directory);
  const problems: { count: number; first: RecordingProblem | null } = { count: 0, first: null };
  const onProblem = (problem: RecordingProblem): void => {
    problems.count++;
    problems.first ??= problem;
  };
  const recorded: RecordedMarket[] = [];
  for (const instrument of traded) {
    recorded.push(await openCoin(instrument, source, coins, onProblem));
  }
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
    endMs: to,
    name: [nameOfSource(source), ...recorded.flatMap(({ note }) => note ?? [])].join('; '),
    problems: () => problems,
  };
}

interface RecordedMarket {
  readonly from: TimeMs;
  readonly to: TimeMs;
  readonly events: AsyncIterable<MarketEvent>;
  /** How it is not as it was recorded, for people. */
  readonly note: string | null;
}

async function openCoin(
  instrument: Instrument,
  { directory, standIns }: Extract<MarketSource, { kind: 'recording' }>,
  coins: readonly RecordedCoin[],
  onProblem: (problem: RecordingProblem) => void,
): Promise<RecordedMarket> {
  const { coin, sizeDecimals } = instrument;
  const standIn = standIns?.[coin];
  const played = standIn?.coin ?? coin;
  const found = coins.find((candidate) => candidate.coin === played);
  if (found === undefined) {
    const known = coins.map((candidate) => candidate.coin).join(', ');
    throw new RecordingError(`${directory} holds no recording of ${played}, but of ${known}`);
  }
  const { from, to } = found;
  if (standIn === undefined) {
    const events = readRecording(directory, coin, { sizeDecimals, onProblem });
    return { from, to, events, note: null };
  }
  // Its marks are cut to its own grid, where that is known, before they are scaled.
  const own = referenceInstruments.find((each) => each.coin === played) ?? instrument;
  const options = { sizeDecimals: own.sizeDecimals };
  const price = decimal(standIn.price ?? START_PRICES[coin] ?? 100);
  const factor = await scaleTo(price, readRecording(directory, played, options));
  if (factor === null) throw new RecordingError(`${directory} holds no whole book of ${played}`);
  const events = readRecording(directory, played, { ...options, onProblem });
  const scale = `prices × ${factor}, sizes / ${factor}, on its own grid`;
  const note = `${coin} is played by ${played}: ${scale}`;
  return { from, to, events: standInMarket(events, instrument, factor), note };
}
