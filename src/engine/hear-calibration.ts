/** Keeps the calibrations of the markets whose policy asks for them. */
import type { TimeMs } from '../base/index.js';
import type { CalibrationSettings } from '../compile/index.js';
import { tickSizeAt } from '../market/index.js';
import {
  calibrateOnMid,
  calibrateOnTrade,
  calibrateUntil,
  type CalibrationBook,
  interruptCalibration,
  needsCalibration,
  newCalibration,
} from './calibration-book.js';
import type { Draft } from './draft.js';
import type { EngineEvent } from './engine-event.js';
import type { EngineState } from './engine-state.js';

type Calibrations = EngineState['calibrations'];

/** The calibrations after an event; the same value where it changes none. */
export function hearCalibration(draft: Draft, event: EngineEvent, at: TimeMs): Calibrations {
  const { calibrations } = draft.state;
  switch (event.kind) {
    case 'topChanged': {
      const { bid, ask, coin } = event;
      const settings = calibratedBy(draft, coin);
      const instrument = draft.state.instruments[coin];
      if (settings === null || instrument === undefined) return calibrations;
      if (bid === null || ask === null) return advance(draft, coin, settings, at);
      const mid = bid.price.plus(ask.price).div(2);
      const levelStep = tickSizeAt(mid, instrument.sizeDecimals).toNumber() / 2;
      const known = calibrations[coin];
      // On another grid it begins anew: half ticks say nothing of ticks ten times as long.
      const book = known?.levelStep === levelStep ? known : newCalibration(levelStep);
      return { ...calibrations, [coin]: calibrateOnMid(book, at, mid.toNumber(), settings) };
    }
    case 'tradePrinted': {
      const { coin, side, price } = event;
      const settings = calibratedBy(draft, coin);
      const book = calibrations[coin];
      if (settings === null || book === undefined) return calibrations;
      const trade = { side, price: price.toNumber() };
      return { ...calibrations, [coin]: calibrateOnTrade(book, at, trade, settings) };
    }
    case 'clockTicked':
      return Object.keys(calibrations).reduce((all, coin) => {
        const settings = calibratedBy(draft, coin);
        return settings === null ? all : advance(draft, coin, settings, at, all);
      }, calibrations);
    case 'connectionLost':
    case 'sessionStarted':
      return mapBooks(calibrations, interruptCalibration);
    default:
      return calibrations;
  }
}

/** Steps without news go on; a book that went stale is a gap, not a market that stands still. */
function advance(
  draft: Draft,
  coin: string,
  settings: CalibrationSettings,
  at: TimeMs,
  calibrations = draft.state.calibrations,
): Calibrations {
  const book = calibrations[coin];
  if (book === undefined) return calibrations;
  const { bookAt = null } = draft.state.markets[coin] ?? {};
  const isStale = bookAt === null || at - bookAt > draft.context.rules.policy.staleAfter.book;
  const next = isStale ? interruptCalibration(book) : calibrateUntil(book, at, settings);
  return next === book ? calibrations : { ...calibrations, [coin]: next };
}

function calibratedBy(draft: Draft, coin: string): CalibrationSettings | null {
  const quote = draft.context.rules.markets.get(coin)?.quote ?? null;
  return quote !== null && needsCalibration(quote) ? quote.calibration : null;
}

function mapBooks(
  calibrations: Calibrations,
  change: (book: CalibrationBook) => CalibrationBook,
): Calibrations {
  return Object.fromEntries(
    Object.entries(calibrations).map(([coin, book]) => [coin, change(book)]),
  );
}
