/**
 * What is said to have no effect has none: random rules, judged by the interpreter over random
 * values of their measures, ends of the ranges among them.
 */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Decimal, decimal } from '../../src/base/index.js';
import { MEASURE_TABLE, type MeasureName } from '../../src/check/index.js';
import {
  compilePolicyText,
  evaluateCondition,
  type MeasureReader,
  type MeasureValue,
  type Truth,
} from '../../src/compile/index.js';
import { codesOf, policyWith } from './policy-with.js';

const FAMILIES = [
  {
    measures: ['margin_utilization', 'liquidation_buffer', 'spread', 'exposure / equity'],
    constants: ['0', '-0.5', '50%', '1', '2.5'],
    factors: ['2', '0.5', '-1'],
  },
  {
    measures: ['open_orders', 'account.open_orders', 'consecutive_errors'],
    constants: ['0', '1', '2', '2.5', '-1'],
    factors: ['2', '0.5', '-1'],
  },
  {
    measures: ['position_value', 'exposure', '50% of exposure', '|exposure - $5|'],
    constants: ['$0', '$5', '-$5', '$100', '$100.5'],
    factors: ['2', '50%', '-1'],
  },
  {
    measures: ['day_pnl', 'unrealized_pnl', 'account.unrealized_pnl', '|day_pnl|'],
    constants: ['$0', '$5', '-$5'],
    factors: ['2', '50%', '-1'],
  },
  {
    measures: ['mark', 'mid', 'oracle', 'entry_price'],
    constants: ['$0', '$5', '-$5', '$27.11'],
    factors: ['2', '1.05', '-1'],
  },
] as const;

const COMPARATORS = ['<', '<=', '>', '>='];

function conditionsOf({ measures, constants, factors }: (typeof FAMILIES)[number]) {
  const measure = fc.constantFrom(...measures);
  const constant = fc.constantFrom(...constants);
  const side = fc.oneof(
    { weight: 3, arbitrary: measure },
    { weight: 3, arbitrary: constant },
    fc.tuple(fc.constantFrom(...factors), measure).map(([by, of]) => `${by} * (${of})`),
    fc.tuple(measure, fc.constantFrom('+', '-'), constant).map((parts) => parts.join(' ')),
    fc
      .tuple(fc.constantFrom('min', 'max'), measure, constant)
      .map(([which, a, b]) => `${which}(${a}, ${b})`),
    fc.tuple(measure, measure).map(([a, b]) => `(${a} - ${b})`),
  );
  const comparison = fc
    .tuple(measure, fc.constantFrom(...COMPARATORS), side)
    .map((parts) => parts.join(' '));
  const junction = fc
    .tuple(comparison, fc.constantFrom('and', 'or'), comparison)
    .map((parts) => parts.join(' '));
  return fc.oneof({ weight: 3, arbitrary: comparison }, junction);
}

const family = fc.constantFrom(...FAMILIES);
const conditionPair = family.chain((each) => fc.tuple(conditionsOf(each), conditionsOf(each)));

const FIGURES = ['0', '0.000001', '0.4', '0.5', '1', '2', '3', '5', '10.1', '27.11', '100', '1e9'];

/** Figures from a seed, within the range of each measure; the same measure is always the same. */
function stateOf(seed: number, isInLimit: boolean): MeasureReader {
  const figureOf = (name: MeasureName, place: string, isSum: boolean): Decimal => {
    const { range, quantity, isWorstCaseInLimits } = MEASURE_TABLE[name];
    const isCount = quantity.dimension === 'count';
    const countsOrder = isInLimit && isWorstCaseInLimits;
    const fitting = FIGURES.flatMap((text) => [decimal(text), decimal(text).neg()]).filter(
      (value) =>
        value.gte(range.least) &&
        (!value.eq(range.least) || !range.isLeastOpen) &&
        (value.lte(range.most) || isSum) &&
        (!isCount || value.isInteger()) &&
        (!countsOrder || !value.isZero()),
    );
    let hash = seed;
    for (const letter of name + place) hash = (hash * 31 + letter.charCodeAt(0)) % 1_000_003;
    return fitting[hash % fitting.length] ?? decimal(1);
  };
  const reader = {
    at: seed,
    read: (name: MeasureName, coin: string | null) => known(figureOf(name, coin ?? '', false)),
    readAccountWide: (name: MeasureName) => known(figureOf(name, 'account', true)),
    ageOf: () => decimal(seed),
  };
  return reader;
}

function known(value: Decimal): MeasureValue {
  return { status: 'known', value };
}

const SEEDS = Array.from({ length: 60 }, (_, at) => at * 7919 + 13);

interface Judged {
  readonly codes: ReadonlySet<string>;
  /** Of the conditions of both rules, each followed by that of its `until`, in each state. */
  readonly truths: () => readonly (readonly Truth[])[];
}

function judge(rules: readonly string[]): Judged {
  const { policy, diagnostics } = compilePolicyText('a.policy', policyWith({ rules }));
  const judged = (policy?.rules ?? []).filter(({ name }) => name === 'a' || name === 'b');
  const conditions = judged.flatMap(({ condition, release }) =>
    release.kind === 'condition' ? [condition, release.condition] : [condition],
  );
  const isInLimit = judged[0]?.kind === 'limit';
  return {
    codes: new Set(diagnostics.map(({ code }) => code)),
    truths: () =>
      SEEDS.map((seed) => {
        const state = stateOf(seed, isInLimit);
        return conditions.map((condition) => evaluateCondition(condition, state).truth);
      }),
  };
}

/** Runs a law over random pairs of conditions; how often the code came up, for the test's sake. */
function timesSeen(
  code: string,
  rulesOf: (a: string, b: string) => readonly string[],
  isAllowed: (truths: readonly Truth[]) => boolean,
): number {
  let seen = 0;
  fc.assert(
    fc.property(conditionPair, ([a, b]) => {
      const { codes, truths } = judge(rulesOf(a, b));
      if (!codes.has(code)) return;
      seen += 1;
      expect(truths().filter((each) => !isAllowed(each))).toEqual([]);
    }),
    { seed: 31, numRuns: 300 },
  );
  return seen;
}

const BECAUSE = 'because "tested"';

describe('a rule that is said', () => {
  it('never to trip is not true in any state', () => {
    const seen = timesSeen(
      'P501',
      (a) => [`kill a when ${a} ${BECAUSE}`],
      ([truth]) => truth !== 'true',
    );
    expect(seen).toBeGreaterThan(20);
  });

  it('never to deny is true wherever it is known', () => {
    const seen = timesSeen(
      'P501',
      (a) => [`limit a (order.size > 0 and exposure > 0) and (${a}) ${BECAUSE}`],
      ([truth]) => truth !== 'false',
    );
    expect(seen).toBeGreaterThan(20);
  });

  it('always to trip is not false in any state', () => {
    const seen = timesSeen(
      'P502',
      (a) => [`kill a when ${a} ${BECAUSE}`],
      ([truth]) => truth !== 'false',
    );
    expect(seen).toBeGreaterThan(20);
  });

  it('to be shadowed is not true where the first is not', () => {
    const seen = timesSeen(
      'P503',
      (a, b) => [`kill a when ${a} ${BECAUSE}`, `kill b when ${b} ${BECAUSE}`],
      ([a, b]) => a === b || (a !== 'true' && a !== 'false') || b !== a,
    );
    expect(seen).toBeGreaterThan(0);
  });

  it('to hold for ever finds no state that releases it', () => {
    const seen = timesSeen(
      'P504',
      (a, b) => [`reduce-only a when ${a} until ${b} ${BECAUSE}`],
      ([when, until]) => when !== 'false' || until !== 'true',
    );
    expect(seen).toBeGreaterThan(5);
  });

  it('to contradict another finds no order that both let pass', () => {
    const seen = timesSeen(
      'P507',
      (a, b) => [
        `limit a order.size > 0 and (${a}) ${BECAUSE}`,
        `limit b order.size > 0 and (${b}) ${BECAUSE}`,
      ],
      ([a, b]) => a !== 'true' || b !== 'true',
    );
    expect(seen).toBeGreaterThan(5);
  });

  it('to come after its kill is not true where the kill is not', () => {
    const seen = timesSeen(
      'P508',
      (a, b) => [`kill a when ${a} ${BECAUSE}`, `reduce-only b when ${b} ${BECAUSE}`],
      ([kill, reduce]) => reduce !== 'true' || kill === 'true',
    );
    expect(seen).toBeGreaterThan(5);
  });
});

const killAt = (name: string, percent: number): string =>
  `kill ${name} when equity < initial_balance - ${percent}% of initial_balance`;
const firm = [
  'preset firm',
  'rulebook "Firm" {\nversion "1"\nsource "their page"\nseen 2026-11-02',
  killAt('floor', 10),
  `}\n${killAt('ours', 8)}\n`,
].join('\n');
const twice = `preset twice\n${killAt('tight', 8)}\n${killAt('wide', 10)}\n`;
const library = {
  names: ['firm', 'twice'],
  load: (name: string) => ({ file: name, source: name === 'firm' ? firm : twice }),
};

function codesWithPresets(source: string): readonly string[] {
  const nowMs = Date.UTC(2026, 10, 21);
  const { diagnostics } = compilePolicyText('a.policy', source, library, nowMs);
  return diagnostics.map(({ code }) => code);
}

const using = (...lines: readonly string[]): string =>
  policyWith({}).replace('\n', `\n${lines.join('\n')}\n`);

describe('a rule without effect', () => {
  it.each([
    ['P501', 'kill a when margin_utilization < -10% because "x"'],
    ['P501', 'alert a when liquidation_buffer > 2 because "x"'],
    ['P501', 'pause a when consecutive_errors = 2.5 until resumed'],
    ['P501', 'reduce-only a when open_orders > 5 and open_orders < 6 because "x"'],
    ['P501', 'reduce-only a when position_value > $9 and position_value < $8 because "x"'],
    ['P501', 'reduce-only a when |position| < 0 because "x"'],
    [
      'P501',
      'kill a when equity < initial_balance - $100 and equity > initial_balance because "x"',
    ],
    ['P501', 'limit a order.notional > 0 because "x"'],
    ['P501', 'limit a open_orders >= 1 because "x"'],
    ['P502', 'kill a when consecutive_errors >= 0'],
    ['P502', 'limit a order.size <= 0'],
    ['P502', 'limit a exposure <= 0'],
    ['P502', 'reduce-only a when spread >= 0 or age(book) > 5s'],
    ['P502', 'reduce-only a when exposure > -$5'],
    ['P504', 'pause a when age(mark) > 5s until < 0'],
    ['P504', 'reduce-only a when liquidation_buffer < 0.5 until > 1.5'],
    ['P504', 'reduce-only a when margin_utilization > 80% until exposure < -$5'],
  ])('earns %s: %s', (code, rule) => {
    expect(codesOf(policyWith({ rules: [rule] }))).toEqual([code]);
  });

  it.each([
    ['limit a order.notional <= $5', 'limit b order.notional <= $6'],
    ['limit a exposure <= 200% * equity', 'limit b exposure <= 300% * equity'],
    ['kill a when open_orders > 5', 'kill b when open_orders > 6'],
    ['kill a when open_orders > 5', 'kill b when open_orders > 6 for 5s'],
    ['kill a when |position| > margin_capacity', 'kill b when |position| > 2 * margin_capacity'],
    ['pause a when spread > 5% until < 2%', 'pause b when spread > 6% until < 3%'],
    ['reduce-only a when equity < $950', 'reduce-only b when equity < $950'],
  ])('stands in the shadow: %s, %s', (first, second) => {
    expect(codesOf(policyWith({ rules: [first, second] }))).toEqual(['P503']);
  });

  it.each([
    // A later end, another effect, a wait, another market, another feed: each may decide alone.
    ['reduce-only a when spread > 5%', 'reduce-only b when spread > 6% until < 1%'],
    ['pause a when spread > 5% until < 2%', 'pause b when spread > 6% until < 1%'],
    ['pause a when spread > 5% until 5m later', 'pause b when spread > 6% until 5m later'],
    ['reduce-only a when spread > 5%', 'pause b when spread > 6% until resumed'],
    ['kill a when open_orders > 5 for 5s', 'kill b when open_orders > 6'],
    ['alert a when spread > 5%', 'alert b when spread > 6%'],
    ['kill a when open_orders > 5', 'kill b when account.open_orders > 6'],
    ['kill a when |position| > margin_capacity', 'kill b when |position| > 12 HYPE'],
    ['kill a when open_orders > 5', 'kill b when open_orders > 6 and consecutive_errors > 3'],
    ['reduce-only a when open_orders > 5', 'kill b when open_orders > 6'],
    ['reduce-only a when open_orders > 6', 'kill b when open_orders > 6 for 9s'],
  ])('is none of these: %s, %s', (first, second) => {
    expect(codesOf(policyWith({ rules: [first, second] }))).toEqual([]);
  });

  it('is not one that a market tightens under the same name', () => {
    const market = ['leverage 10x', 'limit a order.notional <= $5'];
    expect(codesOf(policyWith({ market, rules: ['limit a order.notional <= $9'] }))).toEqual([]);
    expect(codesOf(policyWith({ market, rules: ['limit b order.notional <= $9'] }))).toEqual([]);
  });

  it.each([
    ['P507', 'limit a order.size >= 5 HYPE because "x"', 'limit b order.size < 5 HYPE'],
    [
      'P507',
      'limit a order.price within 1% of mark',
      'limit b order.price within 10% of (2 * mark)',
    ],
    ['P508', 'reduce-only a when open_orders > 6', 'kill b when open_orders > 5'],
    [
      'P508',
      'reduce-only a when |position| > 2 * margin_capacity',
      'kill b when |position| > margin_capacity',
    ],
    [
      'P508',
      'reduce-only a when equity < 0.9 * peak_equity',
      'kill b when equity < 0.95 * peak_equity',
    ],
  ])('earns %s: %s, %s', (code, first, second) => {
    expect(codesOf(policyWith({ rules: [first, second] }))).toEqual([code]);
  });

  it('is not what a firm says behind our own caution, nor what a waived rule would hide', () => {
    expect(codesWithPresets(firm)).toEqual([]);
    expect(codesWithPresets(using('use firm'))).toEqual([]);
    expect(codesWithPresets(twice)).toEqual(['P503']);
    expect(codesWithPresets(using('use twice'))).toEqual(['P503']);
    const waiver = 'waive twice.tight until 2026-12-15 because "a drill"';
    expect(codesWithPresets(using('use twice', waiver))).toEqual([]);
  });

  it('is told once, and not where something else is wrong with it', () => {
    expect(codesOf(policyWith({ rules: ['kill a when spread < 0'] }))).toEqual(['P403']);
    const rules = ['kill a when open_orders > 5', 'limit b order.notional <= 5%'];
    expect(codesOf(policyWith({ rules: [...rules, 'kill c when open_orders > 6'] }))).toEqual([
      'P302',
    ]);
  });
});

const codes = (...rules: readonly string[]): readonly string[] => codesOf(policyWith({ rules }));

describe('a limit on stops', () => {
  const quote = [
    'quote glft {',
    'risk-aversion 0.05 per tick',
    'volatility calibrated',
    'intensity calibrated',
    'levels 3',
    '}',
  ];
  const kelly = ['size kelly {', 'warm-up-risk 1% of equity', 'stop-distance 1%', '}'];
  const limit = 'limit coin-risk open_risk <= $30';
  it('warns where a market is quoted without them, once for all markets', () => {
    expect(codes(limit, ...quote)).toEqual(['P509']);
    const two = ['market ETH {', 'leverage 2x', '}', limit, ...quote];
    expect(codes(...two)).toEqual(['P509']);
  });

  it('says nothing where stops are kept, where nothing is quoted, and of orders alone', () => {
    expect(codes(limit, ...quote, ...kelly)).toEqual([]);
    expect(codes(limit)).toEqual([]);
    expect(codes('limit small order.notional <= $30', ...quote)).toEqual([]);
  });
});

const allocate = (...lines: readonly string[]) => ['allocate margin {', ...lines, '}'];

describe('the temperature of an allocation', () => {
  it('warns where nothing splits by value', () => {
    expect(codes(...allocate('temperature 10%'))).toEqual(['P510']);
    expect(codes(...allocate('method even', 'temperature 10%'))).toEqual(['P510']);
  });

  it('says nothing where one market of those it holds for does', () => {
    expect(codes(...allocate('method by-value', 'temperature 10%'))).toEqual([]);
    const eth = ['market ETH {', 'leverage 2x', ...allocate('method by-value'), '}'];
    expect(codes(...eth, ...allocate('temperature 10%'))).toEqual([]);
  });
});
