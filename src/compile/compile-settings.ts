/** Settings as the engine has them: with places for spans, and one book for equal clocks. */
import type { CheckedBook, CheckedMarket, CheckedSettings, UsedPreset } from '../check/index.js';
import type { Span } from '../diagnostic/index.js';
import { printTime } from '../syntax/index.js';
import type { BookSettings, CompiledMarket, CompiledSettings, Place } from './compiled-policy.js';

/** Where a span stands: in the policy's own text where `preset` is null. */
export type PlaceOf = (span: Span, preset?: UsedPreset | null) => Place;

/** `bookKeys` name the books of `settings.books`, one each; the first of a name counts. */
export function compileSettings(
  { account, books, staleAfter, markets }: CheckedSettings,
  bookKeys: readonly string[],
  placeOf: PlaceOf,
): CompiledSettings {
  const named = new Map<string, BookSettings>();
  for (const [index, key] of bookKeys.entries()) {
    const book = books[index];
    if (book === undefined || named.has(key)) continue;
    named.set(key, { key, dayReset: book.dayReset, withdrawals: book.withdrawals });
  }
  return {
    account,
    books: [...named.values()],
    staleAfter,
    markets: markets.map((market): CompiledMarket => {
      const { span, quote, ...settings } = market;
      return { ...settings, place: placeOf(span), quote: compileQuote(quote, placeOf) };
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
