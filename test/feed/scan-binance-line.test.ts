import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBinanceLine } from '../../src/feed/decode-binance-line.js';
import { FlatMessage } from '../../src/feed/flat-message.js';
import { BinanceLineScanner } from '../../src/feed/scan-binance-line.js';

const scanner = new BinanceLineScanner();
const message = new FlatMessage();
message.line = 1;

/** What the scanner makes of a line: the message, or null where it leaves the line alone. */
function scanned(text: string, end = '\n') {
  const bytes = Buffer.from(`${text}${end}`);
  const next = scanner.scan(bytes, 0, message);
  if (next < 0) return null;
  expect(next).toBe(bytes.length);
  return message.toMessage();
}

const stamp = fc.bigInt({ min: 10n ** 18n, max: 9n * 10n ** 18n }).map(String);
const id = fc.nat({ max: 999_999_999_999_999 });
/** The last few are too late for either reader. */
const time = fc.nat({ max: 9_007_199_254_742 });
const decimal = fc
  .tuple(fc.nat({ max: 99_999_999 }), fc.option(fc.stringMatching(/^\d{1,7}$/), { nil: null }))
  .map(([whole, fraction]) => (fraction === null ? `${whole}` : `${whole}.${fraction}`));
const above0 = decimal.filter((text) => Number(text) > 0);
const sides = fc.array(fc.tuple(above0, decimal), { maxLength: 80 });
const symbol = fc.stringMatching(/^[A-Z0-9_]{1,12}$/);
const inStream = (data: object): object => ({ stream: 'btcusdt@feed', data });

const bodies = fc.oneof(
  fc
    .record({ u: id, s: symbol, b: decimal, B: decimal, a: decimal, A: decimal, T: time, E: id })
    .map((fields) => inStream({ e: 'bookTicker', ...fields })),
  fc
    .record({ E: id, T: time, s: symbol, t: id, p: decimal, q: above0 })
    .chain((fields) => fc.boolean().map((m) => ({ ...fields, X: 'MARKET', m })))
    .map((fields) => inStream({ e: 'trade', ...fields })),
  fc
    .record({ E: id, T: time, s: symbol, U: id, u: id, pu: id, b: sides, a: sides })
    .map((fields) => inStream({ e: 'depthUpdate', ...fields })),
  fc.record({ lastUpdateId: id, E: id, T: time, bids: sides, asks: sides }),
);
const lines = fc.tuple(stamp, bodies).map(([at, body]) => `${at} ${JSON.stringify(body)}`);

describe('the scanner of lines', () => {
  it('makes of a line as the exchange writes it what the decoder by JSON makes', () => {
    let isRead = 0;
    fc.assert(
      fc.property(lines, (line) => {
        const expected = decodeBinanceLine(line, 1);
        const found = scanned(line);
        // Later than the doubles tell, which both refuse.
        if (expected.kind === 'bad') expect(found).toBeNull();
        else expect(found).toEqual(expected);
        if (found !== null) isRead += 1;
      }),
      { seed: 5, numRuns: 400 },
    );
    expect(isRead).toBeGreaterThan(380);
  });

  it('leaves a line alone or makes of it the same, whatever was changed in it', () => {
    const change = fc.tuple(
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.nat({ max: 3 }),
      fc.constantFrom(...'0123456789.,:"{}[]-+eE \\\tбaAbBuUTtms', '', '00', 'null', '1e5'),
    );
    let isRead = 0;
    fc.assert(
      fc.property(lines, fc.array(change, { minLength: 1, maxLength: 3 }), (line, changes) => {
        let text = line;
        for (const [place, removed, added] of changes) {
          const at = Math.floor(place * text.length);
          text = text.slice(0, at) + added + text.slice(at + removed);
        }
        const found = scanned(text);
        if (found === null) return;
        isRead += 1;
        expect(found).toEqual(decodeBinanceLine(text, 1));
      }),
      { seed: 6, numRuns: 3000 },
    );
    expect(isRead).toBeGreaterThan(100);
  });

  it('reads decimals to the nearest double', () => {
    const long = fc.tuple(fc.stringMatching(/^\d{1,8}$/), fc.stringMatching(/^\d{1,7}$/));
    fc.assert(
      fc.property(long, ([whole, fraction]) => {
        const price = `${whole}.${fraction}`;
        const line = `1723161255088169167 {"stream":"s","data":{"e":"bookTicker","u":1,"s":"S","b":"${price}","B":"0","a":"1","A":"0","T":1,"E":1}}`;
        expect(scanned(line)).toMatchObject({ bid: [Number(price), 0] });
      }),
      { seed: 7, numRuns: 500 },
    );
  });

  it('takes a line that ends in a return', () => {
    const line = `1723161255088169167 ${JSON.stringify({ lastUpdateId: 1, E: 2, T: 3, bids: [], asks: [] })}`;
    expect(scanned(line, '\r\n')).toMatchObject({ kind: 'depth', isSnapshot: true });
    expect(scanned(line, '\r')).toBeNull();
  });
});
