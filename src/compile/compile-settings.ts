/** Settings as the engine has them: with places for spans, and one book for equal clocks. */
import { Decimal, ONE } from '../base/index.js';
import {
  type CheckedBook,
  type CheckedMarket,
  type CheckedRule,
  type CheckedSettings,
  type CheckedSizing,
  listMeasures,
  type MeasureUse,
  type UsedPreset,
} from '../check/index.js';
import type { Span } from '../diagnostic/index.js';
import { printTime } from '../syntax/index.js';
import type {
  BookSettings,
  CompiledMarket,
  CompiledSettings,
  KellySettings,
  Place,
} from './compiled-policy.js';

/** Where a span stands: in the policy's own text where `preset` is null. */
export type PlaceOf = (span: Span, preset?: UsedPreset | null) => Place;

/** `bookKeys` name the books of `settings.books`, one each; the first of a name counts. */
export function compileSettings(
  { account, books, staleAfter, markets }: CheckedSettings,
  bookKeys: readonly string[],
  placeOf: PlaceOf,
  rules: readonly CheckedRule[],
): CompiledSettings {
  const named = new Map<string, BookSettings>();
  for (const [index, key] of bookKeys.entries()) {
    const book = books[index];
    if (book === undefined || named.has(key)) continue;
    named.set(key, { key, dayReset: book.dayReset, withdrawals: book.withdrawals });
  }
  const rulesReadAtr = readAtr(rules);
  return {
    account: {
      ...account,
      existingPositions: account.existingPositions ?? 'adopt',
      foreignOrders: account.foreignOrders ?? 'leave',
    },
    books: [...named.values()],
    staleAfter,
    markets: markets.map((market): CompiledMarket => {
      const { span, quote, sizing, atr, ...settings } = market;
      return {
        ...settings,
        place: placeOf(span),
        quote: compileQuote(quote, placeOf),
        sizing: sizing === null ? null : compileSizing(sizing, placeOf),
        atr: rulesReadAtr || readsVolatility(sizing) ? atr : null,
      };
    }),
  };
}

/**
 * A name for the book of each file, equal where the books are: now, and after each waiver's end.
 * `stages` are a policy's settings in order of time.
 */
export function bookKeysOf(stages: readonly CheckedSettings[]): readonly string[] {
  const files = stages[0]?.books.length ?? 0;
  return Array.from({ length: files }, (_, index) => {
    const texts = stages.flatMap(({ books }) => {
      const book = books[index];
      return book === undefined ? [] : [bookText(book)];
    });
    return texts.filter((text, at) => text !== texts[at - 1]).join(', then ');
  });
}

function bookText({ dayReset, withdrawals }: CheckedBook): string {
  const clock = dayReset === null ? 'no reset' : `${printTime(dayReset)} ${dayReset.zone}`;
  return `${clock}, ${withdrawals ?? 'no withdrawals'}`;
}

function compileQuote(quote: CheckedMarket['quote'], placeOf: PlaceOf): CompiledMarket['quote'] {
  if (quote === null) return null;
  const { span, preset, ...rest } = quote;
  return { ...rest, place: placeOf(span, preset) };
}

/** Whether a rule asks for the ATR; without one, and a size that does, no bars are kept. */
function readAtr(rules: readonly CheckedRule[]): boolean {
  return rules.some(({ condition, applies, release }) =>
    [condition, applies, release.kind === 'condition' ? release.condition : null].some(
      (each) => each !== null && listMeasures(each).some(isAtrRatio),
    ),
  );
}

function readsVolatility(sizing: CheckedSizing | null): boolean {
  return sizing !== null && sizing.volatility !== null;
}

function isAtrRatio(use: MeasureUse): boolean {
  return use.kind === 'measure' && use.name === 'atr_ratio';
}

/** `max-drawdown` is a fraction of Kelly too: the lower of both holds. */
function compileSizing(sizing: CheckedSizing, placeOf: PlaceOf): KellySettings {
  const { span, preset, maxDrawdown, fraction, ...settings } = sizing;
  const isBound = maxDrawdown !== null && maxDrawdown.fraction.lt(fraction);
  return {
    ...settings,
    place: placeOf(span, preset),
    fraction: isBound ? maxDrawdown.fraction : fraction,
    fractionBy: isBound ? 'max-drawdown' : 'fraction',
    fractionCeiling: Decimal.min(maxDrawdown?.fraction ?? ONE, ONE),
  };
}
