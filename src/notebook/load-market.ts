/** The market of a notebook: a recording or a synthetic one, whole in memory. */
import { readRecording, syntheticMarket, type SyntheticMarketOptions } from '../feed/index.js';
import { type Instrument, type MarketEvent, tickSizeAt } from '../market/index.js';
import { referenceInstruments } from '../simulator/index.js';
import type { OpenedMarket } from '../study/index.js';

export interface LoadMarketOptions {
  /** Folder of a recording, or null for the synthetic market. */
  readonly recording: string | null;
  readonly coin: string;
  /** `Infinity` for all of a recording; the synthetic market has no end. */
  readonly minutes: number;
  /** Of the synthetic market, which is the same for the same seed. */
  readonly seed: number;
  /** Of the synthetic market: its dynamics and regimes where they differ from SOL's. */
  readonly synthetic?: Partial<Omit<SyntheticMarketOptions, 'coin' | 'seed' | 'startTime'>>;
}

/** Whole in memory: `runTrial` may be given it as often as wanted. */
export interface LoadedMarket extends OpenedMarket {
  readonly instrument: Instrument;
  readonly events: readonly MarketEvent[];
  /** USD, at the first mark. */
  readonly tickSize: number;
}

/** Noon of a day, UTC: where synthetic markets of notebooks begin. */
const START_MS = 1_793_620_800_000;

/**
 * The first `minutes` of it. Throws `RecordingError` where the recording cannot be read or holds no
 * such coin, `RangeError` for a coin the embedded venue does not list or an empty market.
 */
export async function loadMarket(options: LoadMarketOptions): Promise<LoadedMarket> {
  const { name, instrument, events: source } = openEvents(options);
  const events: MarketEvent[] = [];
  let tickSize = Number.NaN;
  for await (const event of source) {
    events.push(event);
    if (event.kind !== 'contextChanged' || !Number.isNaN(tickSize)) continue;
    tickSize = tickSizeAt(event.mark, instrument.sizeDecimals).toNumber();
  }
  const [startMs = Number.NaN, endMs = Number.NaN] = [events[0]?.at, events.at(-1)?.at];
  const market = { name, instruments: [instrument], events, startMs, endMs };
  return { ...market, problems: noProblems, instrument, tickSize };
}

/** Rows that are not as they should be throw here. */
function noProblems(): ReturnType<OpenedMarket['problems']> {
  return { count: 0, first: null };
}

/** The same, event by event. Throws at once for a wrong coin, else while it is read. */
export function openEvents(options: LoadMarketOptions): {
  readonly name: string;
  readonly instrument: Instrument;
  readonly events: AsyncIterable<MarketEvent>;
} {
  const { recording, coin, minutes, seed, synthetic } = options;
  const instrument = referenceInstruments.find((each) => each.coin === coin);
  if (instrument === undefined) {
    const known = referenceInstruments.map((each) => each.coin).join(', ');
    throw new RangeError(`the embedded venue lists no ${coin}, but ${known}`);
  }
  if (recording === null && !Number.isFinite(minutes)) {
    throw new RangeError('the synthetic market has no end: say how many minutes of it');
  }
  const { sizeDecimals } = instrument;
  const source =
    recording === null
      ? syntheticMarket({ seed, startTime: START_MS, coin, sizeDecimals, ...synthetic })
      : readRecording(recording, coin, { sizeDecimals });
  const name = recording === null ? `synthetic ${coin}, seed ${seed}` : `${coin} of ${recording}`;
  return { name, instrument, events: firstMinutes(source, minutes, name) };
}

async function* firstMinutes(
  source: Iterable<MarketEvent> | AsyncIterable<MarketEvent>,
  minutes: number,
  name: string,
): AsyncGenerator<MarketEvent> {
  let startMs: number | null = null;
  for await (const event of source) {
    startMs ??= event.at;
    if (event.at - startMs >= minutes * 60_000) return;
    yield event;
  }
  if (startMs === null) throw new RangeError(`there is no event in ${name}`);
}
