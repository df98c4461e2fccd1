/** Makers side by side on the same markets: what each earned, and how sure the difference is. */
import { assertInvariant } from '../base/index.js';
import type { MarketEvent } from '../market/index.js';
import type { Estimate } from '../quoting/index.js';
import { estimateMean } from './estimate-mean.js';
import { type Maker, type MakerRun, type MakerRunOptions, runMaker } from './run-maker.js';

export interface MakerComparisonInputs extends Omit<MakerRunOptions, 'market'> {
  /** The first is what the others are compared with. */
  readonly makers: readonly { readonly name: string; readonly maker: Maker }[];
  /** One a seed, or a recording; each is run through by every maker. */
  readonly markets: readonly { readonly name: string; readonly events: Iterable<MarketEvent> }[];
}

/** One maker on one market; money in USD. */
export interface MakerScore {
  readonly maker: string;
  readonly market: string;
  readonly pnl: number;
  readonly spreadPnl: number;
  readonly inventoryPnl: number;
  readonly fees: number;
  readonly turnover: number;
  readonly fills: number;
  /** From the highest equity before to the lowest after it; ≥ 0. */
  readonly worstDrawdown: number;
  /** Contracts, of either sign, on average over the times it was asked. */
  readonly meanPosition: number;
  readonly submitted: number;
  readonly rejected: number;
}

export interface MakerSummary {
  readonly maker: string;
  /** Mean over markets, USD. */
  readonly pnl: number;
  readonly worstDrawdown: number;
  readonly meanPosition: number;
  readonly submitted: number;
  readonly rejected: number;
  /**
   * Mean PnL beyond the first maker's on the same market with its 95% interval (Student's t over
   * the paired differences); null for the first itself, and for fewer than two markets.
   */
  readonly pnlBeyondFirst: Estimate | null;
}

export interface MakerComparison {
  readonly scores: readonly MakerScore[];
  readonly summaries: readonly MakerSummary[];
  /** By maker, then by market, for charts. */
  readonly runs: readonly (readonly MakerRun[])[];
}

/** Throws `InvariantError` where there is no maker or no market. */
export function compareMakers(inputs: MakerComparisonInputs): MakerComparison {
  const { makers, markets } = inputs;
  assertInvariant(makers.length > 0 && markets.length > 0, 'there is something to compare');
  const runs = makers.map(({ maker }) =>
    markets.map(({ events }) => runMaker(maker, { ...inputs, market: events })),
  );
  const scores = runs.map((ofMaker, index) =>
    ofMaker.map((run, market) =>
      scoreOf(run, makers[index]?.name ?? '', markets[market]?.name ?? ''),
    ),
  );
  const [first = []] = scores;
  const summaries = scores.map((ofMaker, index): MakerSummary => {
    const beyond = ofMaker.map(({ pnl }, market) => pnl - (first[market]?.pnl ?? 0));
    return {
      maker: makers[index]?.name ?? '',
      pnl: mean(ofMaker.map(({ pnl }) => pnl)),
      worstDrawdown: mean(ofMaker.map(({ worstDrawdown }) => worstDrawdown)),
      meanPosition: mean(ofMaker.map(({ meanPosition }) => meanPosition)),
      submitted: mean(ofMaker.map(({ submitted }) => submitted)),
      rejected: mean(ofMaker.map(({ rejected }) => rejected)),
      pnlBeyondFirst: index === 0 ? null : estimateMean(beyond),
    };
  });
  return { scores: scores.flat(), summaries, runs };
}

function scoreOf(run: MakerRun, maker: string, market: string): MakerScore {
  let peak = -Infinity;
  let worstDrawdown = 0;
  for (const { equity } of run.samples) {
    peak = Math.max(peak, equity);
    worstDrawdown = Math.max(worstDrawdown, peak - equity);
  }
  const { pnl, spreadPnl, inventoryPnl, fees, turnover, submitted } = run;
  return {
    maker,
    market,
    pnl,
    spreadPnl,
    inventoryPnl,
    fees,
    turnover,
    fills: run.fills.length,
    worstDrawdown,
    meanPosition: mean(run.samples.map(({ position }) => Math.abs(position))),
    submitted,
    rejected: Object.values(run.rejected).reduce((sum, times) => sum + times, 0),
  };
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
