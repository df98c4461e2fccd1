import { describe, expect, it } from 'vitest';
import { codesOf, policyWith, SOUND_ACCOUNT } from './policy-with.js';

const QUOTE = [
  'risk-aversion 0.05 per tick',
  'volatility 2.1 ticks per sqrt-second',
  'intensity 0.1 per second',
  'decay 0.4 per tick',
  'levels 3',
];

function codesOfQuote(changes: readonly string[]): readonly string[] {
  const keys = new Set(changes.map((line) => line.split(' ')[0]));
  const kept = QUOTE.filter((line) => !keys.has(line.split(' ')[0]));
  const quote = ['quote glft {', ...kept, ...changes, '}'];
  return codesOf(policyWith({ market: ['leverage 10x', ...quote] }));
}

function codesOfShare(range: string): readonly string[] {
  return codesOf(`${policyWith({})}allocate margin {\n  per-side ${range}\n}\n`);
}

describe('a setting', () => {
  it('of decay may be left out where the intensity is calibrated, which finds both', () => {
    const quote = QUOTE.filter((line) => !/^(?:decay|intensity)/u.test(line));
    const written = (line: string): string =>
      policyWith({ market: ['leverage 10x', 'quote glft {', ...quote, line, '}'] });
    expect(codesOf(written('intensity calibrated'))).toEqual([]);
    expect(codesOf(written('intensity 0.1 per second'))).toEqual(['P414']);
  });

  it.each([
    [[], 'method inner-first'],
    [[], 'method even'],
    [[], 'method by-value'],
    [[], 'method by-value\n  temperature 10%'],
    [[], 'method by-value\n  temperature 250%'],
    [['P510'], 'temperature 10%'],
    [['P310'], 'method best-first'],
    [['P310'], 'method 3'],
    [['P310'], 'temperature 0%'],
    [['P310'], 'temperature 0.1'],
    [['P211'], 'temperatur 10%'],
  ])('of allocate margin has problems %j: %s', (codes, line) => {
    expect(codesOf(`${policyWith({})}allocate margin {\n  ${line}\n}\n`)).toEqual(codes);
  });

  it('that all markets lack is asked for once', () => {
    const market = ['leverage 10x', 'quote glft {', '  levels 2', '}'];
    const file = ['quote glft {', ...QUOTE.filter((line) => !line.startsWith('decay')), '}'];
    expect(codesOf(policyWith({ market, rules: file }))).toEqual(['P414']);
  });

  it.each([
    'unit-size 4 HYPE',
    'horizon 4h',
    'min-half-spread 2bps',
    'risk-aversion 0.05 per $',
    'volatility $0.002 per sqrt-second',
    'decay 30 per $',
    'refresh 1s',
    'volatility calibrated',
    'intensity calibrated',
    'decay calibrated',
    'calibration-window 30m',
    'calibration-interval 10s',
    'calibration-sample 200',
  ])('of quote glft is sound: %s', (line) => {
    expect(codesOfQuote([line])).toEqual([]);
  });

  it.each([
    ['P310', 'levels 0'],
    ['P310', 'levels 2.5'],
    ['P310', 'risk-aversion 0.05'],
    ['P310', 'risk-aversion 0 per tick'],
    ['P310', 'intensity 0.1 per tick'],
    ['P310', 'volatility 2.1 ticks'],
    ['P310', 'refresh 250'],
    ['P310', 'refresh 0s'],
    ['P310', 'unit-size 4'],
    ['P310', 'unit-size 0 HYPE'],
    ['P307', 'unit-size 4 BTC'],
    ['P310', 'levels calibrated'],
    ['P310', 'risk-aversion calibrated'],
    ['P310', 'calibration-sample 9'],
    ['P310', 'calibration-window 10'],
    ['P211', 'gamma 0.05 per tick'],
    ['P104', 'levels 03'],
  ])('of quote glft earns %s: %s', (code, line) => {
    expect(codesOfQuote([line])).toEqual([code]);
  });

  it.each([
    ['P310', 'address 0x1234'],
    ['P310', 'withdrawals ignore'],
    ['P310', 'existing-positions leave'],
    ['P310', 'foreign-orders 5'],
    ['P211', 'foreign-order leave'],
    ['P310', 'dead-man-switch 9s required'],
    ['P310', 'dead-man-switch 30s'],
    ['P310', 'dead-man-switch required'],
    ['P310', 'flatten-within 100%'],
    ['P310', 'flatten-within $3'],
    ['P310', 'profitable-day 5%'],
    ['P310', 'profitable-day $0'],
    ['P310', 'profitable-day 0.5% of equity'],
    ['P208', 'initial-balance $2_000'],
  ])('of account earns %s: %s', (code, line) => {
    const account = SOUND_ACCOUNT.filter(
      (kept) => !line.startsWith('withdrawals') || !kept.startsWith('withdrawals'),
    );
    expect(codesOf(policyWith({ account: [...account, line] }))).toEqual([code]);
  });

  it.each([
    ['P310', 'leverage 0x'],
    ['P310', 'leverage 2.5x'],
    ['P310', 'leverage 10'],
    ['P414', 'margin cross'],
  ])('of a market earns %s: %s', (code, line) => {
    expect(codesOf(policyWith({ market: [line] }))).toEqual([code]);
  });

  it('bounds the share of a side around one half', () => {
    expect(codesOfShare('30% to 70%')).toEqual([]);
    expect(codesOfShare('60% to 70%')).toEqual(['P310']);
    expect(codesOfShare('30% to 120%')).toEqual(['P310']);
    expect(codesOfShare('30%')).toEqual(['P310']);
  });

  it('names the address only where the venue is a real one', () => {
    const real = { venue: 'hyperliquid testnet' };
    expect(codesOf(policyWith(real))).toEqual(['P414']);
    const address = `address 0x${'1'.repeat(40)}`;
    expect(codesOf(policyWith({ ...real, account: [...SOUND_ACCOUNT, address] }))).toEqual([]);
  });

  it('is asked for once where a block serves two markets', () => {
    const source = policyWith({}).replace('market HYPE', 'market HYPE, BTC');
    expect(codesOf(source)).toEqual([]);
    expect(codesOf(source.replace('leverage 10x', 'margin cross'))).toEqual(['P414']);
  });
});

describe('a policy', () => {
  it.each([
    ['P310', 'venue hyperliquid'],
    ['P310', 'venue binance'],
    ['P310', 'venue embedded testnet'],
  ])('earns %s: %s', (code, line) => {
    expect(codesOf(policyWith({}).replace('venue embedded', line))).toEqual([code]);
  });

  it('needs a venue and a market', () => {
    const source = policyWith({}).replace('venue embedded\n', '');
    expect(codesOf(source)).toEqual(['P414']);
    expect(codesOf('policy a\nvenue embedded\n')).toEqual(['P414', 'P416', 'P417']);
  });

  it('is asked for what is missing only where every line could be read', () => {
    expect(codesOf('policy a\nlimit b c\n')).toEqual(['P101']);
  });

  it('has at most 1,024 rules and 32 markets', () => {
    const rules = Array.from({ length: 1100 }, (_, index) => `alert a${index} when equity < $5`);
    expect(codesOf(policyWith({ rules }))).toEqual(['P702']);
    const coins = Array.from({ length: 40 }, (_, index) => `C${index}`).join(', ');
    expect(codesOf(`${policyWith({})}market ${coins} {\n  leverage 2x\n}\n`)).toEqual(['P702']);
  });
});
