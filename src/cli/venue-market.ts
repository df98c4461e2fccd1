/** The market of a venue that is served: recorded, synthetic, or told by hand. */
import type { DurationMs, TimeMs } from '../base/index.js';
import { openRecording, readRecording, RecordingError, syntheticMarket } from '../feed/index.js';
import type { Instrument, MarketEvent } from '../market/index.js';
import { mergeMarkets, mergeRecordings } from '../session/index.js';
import { referenceInstruments } from '../simulator/index.js';
import type { VenueOptions } from './venue-options.js';
import { START_PRICES } from '../study/index.js';

export interface VenueMarket {
  readonly events: AsyncIterable<MarketEvent> | Iterable<MarketEvent>;
  /** For people. */
  readonly name: string;
}

/** From `startMs` on, whenever it was recorded. Throws `RecordingError`. */
export async function openVenueMarket(
  options: VenueOptions,
  startMs: TimeMs,
): Promise<VenueMarket> {
  if (options.manual === true) return { events: [], name: 'told by POST /control' };
  if (options.market === undefined) return openSynthetic(options, startMs);
  return openRecorded(options.market, startMs);
}

function openSynthetic({ coin, regime, seed }: VenueOptions, startMs: TimeMs): VenueMarket {
  const coins = coin ?? ['HYPE'];
  const markets = coins.map((name, index) => {
    const { sizeDecimals } = instrumentOf(name);
    return syntheticMarket({
      seed: seed + index,
      startTime: startMs,
      coin: name,
      sizeDecimals,
      startPrice: START_PRICES[name] ?? 100,
      regimeSeed: seed,
      ...(regime === undefined ? {} : { regime }),
    });
  });
  const moods = regime === undefined ? '' : `, ${regime.map((span) => span.regime).join(', ')}`;
  return {
    events: mergeMarkets(markets),
    name: `synthetic ${coins.join(', ')}, seed ${seed}${moods}`,
  };
}

async function openRecorded(directory: string, startMs: TimeMs): Promise<VenueMarket> {
  const { coins } = await openRecording(directory);
  const from = Math.min(...coins.map((each) => each.from));
  const markets = coins.map(({ coin }) => {
    const { sizeDecimals } = instrumentOf(coin);
    return readRecording(directory, coin, { sizeDecimals });
  });
  return {
    events: shifted(mergeRecordings(markets), startMs - from),
    name: `recording ${directory}: ${coins.map(({ coin }) => coin).join(', ')}`,
  };
}

async function* shifted(
  events: AsyncIterable<MarketEvent>,
  byMs: DurationMs,
): AsyncGenerator<MarketEvent> {
  for await (const event of events) yield { ...event, at: event.at + byMs };
}

function instrumentOf(coin: string): Instrument {
  const found = referenceInstruments.find((instrument) => instrument.coin === coin);
  if (found !== undefined) return found;
  const listed = referenceInstruments.map((instrument) => instrument.coin).join(', ');
  throw new RecordingError(`the venue lists no market \`${coin}\`, but ${listed}`);
}
