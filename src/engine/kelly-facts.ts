/** What `size kelly` lets a market risk, and what all markets risk at once. */
import {
  decimal,
  type Decimal,
  type Money,
  ONE,
  type Ratio,
  type Size,
  ZERO,
} from '../base/index.js';
import type { CompiledMarket, KellySettings, MeasureValue } from '../compile/index.js';
import { MIN_ORDER_NOTIONAL } from '../quoting/index.js';
import { type KellyInputs, portfolioRisk, portfolioScale, sizeKelly } from '../sizing/index.js';
import { equityOf } from './account-facts.js';
import { type Facts, known, mapBoth, MISSING, NOTHING, remember, sumOf } from './facts.js';
import { unknownBy } from './freshness.js';
import { markOf } from './market-facts.js';
import { statisticsOf } from './trade-record.js';

/** A market whose size is bound by Kelly. */
export type SizedMarket = CompiledMarket & { readonly sizing: KellySettings };

/** What there is to size by; `unknown` names the data that lacks. */
export type KellyReading =
  | { readonly status: 'known'; readonly inputs: KellyInputs }
  | { readonly status: 'unknown'; readonly lacks: string };

export function isSized(market: CompiledMarket | undefined): market is SizedMarket {
  return market !== undefined && market.sizing !== null;
}

/** USD a contract: how far from its entry a trade has failed. */
export function stopDistanceOf(facts: Facts, { coin, sizing }: SizedMarket): MeasureValue {
  const { stopDistance } = sizing;
  switch (stopDistance.kind) {
    case 'price':
      return known(stopDistance.distance);
    case 'ratio':
      return mapBoth(markOf(facts, coin), known(stopDistance.ratio), times);
    case 'atr':
      return mapBoth(atrOf(facts, coin), known(stopDistance.multiple), times);
  }
}

/** USD; a market that has not moved at all tells nothing of how far it may. */
function atrOf(facts: Facts, coin: string): MeasureValue {
  const atr = facts.state.bars[coin]?.atr ?? null;
  return unknownBy(facts, ['mark'], coin) ?? (atr === null || atr.isZero() ? MISSING : known(atr));
}

/** The ATR over its own average; missing while bars lack or either is 0. */
export function atrRatioOf(facts: Facts, coin: string): MeasureValue {
  const ratio = facts.state.bars[coin]?.ratio ?? null;
  return unknownBy(facts, ['mark'], coin) ?? (ratio === null ? MISSING : known(ratio));
}

/** All that the market's size follows from, the portfolio's part among it. */
export function readKelly(facts: Facts, market: SizedMarket): KellyReading {
  const own = readAlone(facts, market);
  if (own.status === 'unknown') return own;
  return { status: 'known', inputs: { ...own.inputs, portfolioScale: scaleOf(facts) } };
}

/** Contracts: the largest position that Kelly allows here; unknown where its data lacks. */
export function kellySizeOf(facts: Facts, market: SizedMarket): MeasureValue {
  return remember(facts, `kelly_size ${market.coin}`, () => {
    const reading = readKelly(facts, market);
    return reading.status === 'known' ? known(sizeKelly(reading.inputs).size) : MISSING;
  });
}

/**
 * USD at risk at once: the markets' positions times their stop distances, joined by the policy's
 * correlation. Markets without `size kelly` have no stop to tell a risk by and do not count.
 */
export function openRiskOf(
  facts: Facts,
  correlation: Ratio,
  read: (coin: string) => MeasureValue,
): MeasureValue {
  const risks = facts.policy.markets.filter(isSized).map((market) => {
    const position = read(market.coin);
    if (position.status === 'known' && position.value.isZero()) return NOTHING;
    return mapBoth(position, stopDistanceOf(facts, market), (size, stop) => size.abs().times(stop));
  });
  const sum = sumOf(risks);
  if (sum.status !== 'known') return sum;
  const values = risks.flatMap((risk) => (risk.status === 'known' ? [risk.value] : []));
  return known(portfolioRisk(values, correlation));
}

/** USD that all markets may risk at once; nothing while there is no equity. */
export function portfolioCapOf(facts: Facts, { sizing }: SizedMarket): MeasureValue {
  return mapBoth(equityOf(facts), known(sizing.portfolioRisk), (equity, share): Money =>
    equity.gt(0) ? equity.times(share) : ZERO,
  );
}

/** The share of each market's risk that lets all of them stand side by side. */
function scaleOf(facts: Facts): Ratio {
  const scale = remember(facts, 'kelly_scale', () => {
    const markets = facts.policy.markets.filter(isSized);
    const [first] = markets;
    if (first === undefined) return known(ONE);
    // One that is not known yet may want all that its cap allows.
    const risks = markets.map((market): Decimal => {
      const own = readAlone(facts, market);
      return own.status === 'known' ? riskWanted(own.inputs) : market.sizing.riskPerTrade;
    });
    const { correlation, portfolioRisk: cap } = first.sizing;
    return known(portfolioScale(risks, correlation, cap));
  });
  return scale.status === 'known' ? scale.value : ZERO;
}

/** Share of equity after the hard cap, before rounding. */
function riskWanted(inputs: KellyInputs): Ratio {
  const { layers } = sizeKelly(inputs);
  return layers.find(({ name }) => name === 'risk-per-trade')?.risk ?? ZERO;
}

function readAlone(facts: Facts, market: SizedMarket): KellyReading {
  const { coin, sizing } = market;
  const instrument = facts.state.instruments[coin];
  const equity = equityOf(facts);
  const stop = stopDistanceOf(facts, market);
  const mark = markOf(facts, coin);
  const ratio = sizing.volatility === null ? known(ONE) : atrRatioOf(facts, coin);
  if (instrument === undefined) return lacking(`the venue's word on ${coin}`);
  if (equity.status !== 'known') return lacking('equity');
  if (mark.status !== 'known') return lacking(`the mark of ${coin}`);
  if (stop.status !== 'known') return lacking(`the ATR of ${coin}: its bars are too few yet`);
  if (ratio.status !== 'known')
    return lacking(`the ATR ratio of ${coin}: its bars are too few yet`);
  const { history, warmUpRisk, fraction, fractionCeiling, riskPerTrade, volatility } = sizing;
  const lot: Size = ONE.div(10 ** instrument.sizeDecimals);
  const inputs: KellyInputs = {
    equity: equity.value,
    riskPerUnit: stop.value,
    edge: {
      kind: 'trades',
      trades: statisticsOf(facts.state.tradeRecords, coin, history),
      history,
      warmUpRisk,
    },
    fraction,
    fractionCeiling,
    volatility: volatility === null ? null : { ...volatility, ratio: ratio.value },
    riskPerTrade,
    lot,
    minimumSize: decimal(MIN_ORDER_NOTIONAL).div(mark.value).div(lot).ceil().times(lot),
  };
  return { status: 'known', inputs };
}

function lacking(what: string): KellyReading {
  return { status: 'unknown', lacks: what };
}

function times(a: Decimal, b: Decimal): Decimal {
  return a.times(b);
}
