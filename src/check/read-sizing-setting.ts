/** The values that settings of `size kelly` may have. */
import { type Decimal, decimal, ONE } from '../base/index.js';
import { drawdownFraction } from '../sizing/index.js';
import type { CheckedBars, CheckedDrawdown, CheckedStopDistance } from './checked-policy.js';
import { readLiteral } from './read-literal.js';
import { readForm, type SettingPlace, type SettingReader, wrongForm } from './read-setting.js';

const TRADES_MOST = 1_000;
const BARS_LEAST = 2;
const BARS_MOST = 200;
const BAR_LEAST_MS = 1_000;
const BAR_MOST_MS = 86_400_000;

/** Above 0, up to full Kelly. */
export const readKellyFraction: SettingReader<Decimal> = (place) => {
  const wanted = 'a percentage of full Kelly above 0% and up to 100%, such as `40%`';
  const value = readForm(place, ['percent'], wanted);
  if (value === null) return null;
  return value.gt(0) && value.lte(1) ? value : wrongForm(place, wanted);
};

/** `10% with probability 5%`, as the fraction of Kelly that keeps it so. */
export const readDrawdownSetting: SettingReader<CheckedDrawdown> = (place) => {
  const { value } = place.setting;
  const wanted = 'a loss and how likely it may ever be, such as `10% with probability 5%`';
  if (value.kind !== 'drawdown') return wrongForm(place, wanted);
  const depth = readLiteral(value.depth, place.problems);
  const probability = readLiteral(value.probability, place.problems);
  if (depth === null || probability === null) return null;
  const areSound = [depth, probability].every((each) => each.gt(0) && each.lt(1));
  if (!areSound) return wrongForm(place, wanted);
  return { depth, probability, fraction: drawdownFraction(depth, probability) };
};

/** `1% of equity`. */
export const readShareOfEquity: SettingReader<Decimal> = (place) => {
  const wanted = 'a share above 0% and up to 100%, such as `1% of equity`';
  const share = readShare(place, wanted);
  if (share === null) return null;
  return share.gt(0) ? share : wrongForm(place, wanted);
};

/** `0.25% of equity`, or `0` for none. */
export const readWarmUpRisk: SettingReader<Decimal> = (place) => {
  const { value } = place.setting;
  const wanted = 'a share such as `0.25% of equity`, or `0` to wait for a history';
  if (value.kind === 'literal' && value.form === 'number') {
    const number = readLiteral(value, place.problems);
    if (number === null) return null;
    return number.isZero() ? number : wrongForm(place, wanted);
  }
  return readShare(place, wanted);
};

/** From 0, all markets apart, to 1, all as one. */
export const readCorrelation: SettingReader<Decimal> = (place) => {
  const wanted = 'a number from 0 to 1, such as `0.6`: 1 adds all risks up';
  const value = readForm(place, ['number'], wanted);
  if (value === null) return null;
  return value.lte(1) ? value : wrongForm(place, wanted);
};

export const readTradesSetting: SettingReader<number> = (place) => {
  const { value } = place.setting;
  const wanted = `a whole number of trades up to ${TRADES_MOST}, such as \`30 trades\``;
  if (value.kind !== 'trades') return wrongForm(place, wanted);
  const count = readLiteral(value.count, place.problems);
  if (count === null) return null;
  const isSound = count.isInteger() && count.gte(1) && count.lte(TRADES_MOST);
  return isSound ? count.toNumber() : wrongForm(place, wanted);
};

export const readBarsSetting: SettingReader<CheckedBars> = (place) => {
  const { value } = place.setting;
  const wanted = `${BARS_LEAST} to ${BARS_MOST} bars of 1s to 1d, such as \`20 bars of 5m\``;
  if (value.kind !== 'bars') return wrongForm(place, wanted);
  const count = readLiteral(value.count, place.problems);
  const each = readLiteral(value.each, place.problems);
  if (count === null || each === null) return null;
  const isSound =
    count.isInteger() &&
    count.gte(BARS_LEAST) &&
    count.lte(BARS_MOST) &&
    each.gte(BAR_LEAST_MS) &&
    each.lte(BAR_MOST_MS);
  return isSound ? { count: count.toNumber(), eachMs: each.toNumber() } : wrongForm(place, wanted);
};

export const readShrinkAbove: SettingReader<Decimal> = (place) => {
  const wanted = 'an ATR ratio from 1 on, such as `1.3`';
  const value = readForm(place, ['number'], wanted);
  if (value === null) return null;
  return value.gte(1) ? value : wrongForm(place, wanted);
};

export const readGrowBelow: SettingReader<Decimal> = (place) => {
  const wanted = 'an ATR ratio above 0 and up to 1, such as `0.7`';
  const value = readForm(place, ['number'], wanted);
  if (value === null) return null;
  return value.gt(0) && value.lte(1) ? value : wrongForm(place, wanted);
};

/** `2x atr`, `1%` of the mark or `$0.50`. */
export const readStopDistance: SettingReader<CheckedStopDistance> = (place) => {
  const { value } = place.setting;
  const wanted = 'a distance above 0: `2x atr`, `1%` (or `80bps`) of the mark, or `$0.50`';
  const literal = value.kind === 'atrMultiple' ? value.multiple : value;
  if (literal.kind !== 'literal') return wrongForm(place, wanted);
  if (!['multiple', 'percent', 'bps', 'money'].includes(literal.form)) {
    return wrongForm(place, wanted);
  }
  if (literal.form === 'multiple' && value.kind !== 'atrMultiple') return wrongForm(place, wanted);
  const number = readLiteral(literal, place.problems);
  if (number === null) return null;
  if (number.lte(0)) return wrongForm(place, wanted);
  if (literal.form === 'multiple') return { kind: 'atr', multiple: number };
  if (literal.form === 'money') return { kind: 'price', distance: number };
  return number.lt(ONE) ? { kind: 'ratio', ratio: number } : wrongForm(place, wanted);
};

function readShare(place: SettingPlace, wanted: string): Decimal | null {
  const { value } = place.setting;
  if (value.kind !== 'share' || value.of.text !== 'equity') return wrongForm(place, wanted);
  const share = readLiteral(value.percent, place.problems);
  if (share === null) return null;
  return share.lte(decimal(1)) ? share : wrongForm(place, wanted);
}
