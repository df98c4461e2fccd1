/** Numbers of an explanation against closed forms: each is found on the engine's own judgement. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal } from '../../src/base/index.js';
import type { MoveExplanation, MoveStep } from '../../src/explain/index.js';
import { explain } from './explain-kit.js';

const MARGIN_RULES = `reduce-only over-utilization when margin_utilization > 80% until < 70%
kill runaway when |position| > 2 * margin_capacity
kill over-all-margin when margin_utilization > 100%`;
const BIG = { equity: '10000', mark: '27.11' };

function moveOf(rules: string, account: typeof BIG, direction: 'falls' | 'rises'): MoveExplanation {
  const move = explain(rules, account).moves.find((each) => each.direction === direction);
  if (move === undefined) throw new Error('the market was not moved');
  return move;
}

function stepOf(move: MoveExplanation, rule: string | null): MoveStep {
  const step = move.steps.find((each) => each.rule === rule);
  if (step === undefined) throw new Error(`\`${rule}\` never trips`);
  return step;
}

describe('a full position', () => {
  it('is all that the margin allows where no rule says less', () => {
    const { position } = moveOf(MARGIN_RULES, BIG, 'falls');
    expect(position.size.toString()).toBe('1844.33');
    expect(position.notional.toString()).toBe('49999.7863');
    expect(position.cappedBy).toEqual(['margin capacity']);
  });

  it('is 73.31 contracts of $397.49 at 10x and 27.11, and as many rest on each side', () => {
    const { moves, markets } = explain(MARGIN_RULES, { equity: '397.49', mark: '27.11' });
    expect(moves.map(({ position }) => position.size.toString())).toEqual(['73.31', '-73.31']);
    expect(markets[0]?.marginCapacity?.toFixed(4)).toBe('73.3106');
    // 2% of free margin is kept back.
    expect(markets[0]?.sides?.buy.toFixed(4)).toBe('71.8444');
    expect(markets[0]?.sides?.sell.toFixed(4)).toBe('71.8444');
  });

  it('is none, and no market is moved, where the margin does not carry a lot', () => {
    expect(explain(MARGIN_RULES, { equity: '0.01', mark: '27.11' }).moves).toEqual([]);
  });

  it('ends where a limit denies the next lot, and names it', () => {
    const { position } = moveOf('limit exposure exposure <= 50% of equity', BIG, 'falls');
    expect(position.size.toString()).toBe('184.43');
    expect(position.cappedBy).toEqual(['exposure']);
  });

  it('ends where a trigger would trip, and names it', () => {
    const rule = 'reduce-only over-value when position_value > $4_000 until < $3_500';
    const { position } = moveOf(rule, BIG, 'rises');
    expect(position.size.toString()).toBe('-147.54');
    expect(position.cappedBy).toEqual(['over-value']);
  });

  it('is what the margin allows where nothing passes, and says why nothing does', () => {
    const { position } = moveOf('limit none order.notional <= $0.01', BIG, 'falls');
    expect(position.blockedBy).toEqual(['none']);
    expect(position.size.toString()).toBe('1844.33');
  });
});

describe('the order of firing', () => {
  it('has 80% of margin after −8.6% and all of it after −11.1%, from capacity at 10x', () => {
    const move = moveOf(MARGIN_RULES, BIG, 'falls');
    expect(stepOf(move, 'over-utilization').change.times(100).toFixed(1)).toBe('-8.6');
    expect(stepOf(move, 'over-utilization').lost.div(10_000).toFixed(2)).toBe('0.43');
    expect(stepOf(move, 'over-all-margin').change.times(100).toFixed(1)).toBe('-11.1');
    expect(move.steps.map(({ rule }) => rule)).toEqual([
      'over-utilization',
      'runaway',
      'over-all-margin',
      null,
    ]);
  });

  it('says what is never reached once a position is closed, and what a halt leaves idle', () => {
    const flattening = `${MARGIN_RULES}\nkill stop when equity < day_start_equity - 8% of day_start_equity then flatten`;
    const closed = moveOf(flattening, BIG, 'falls');
    expect(closed.steps.map(({ rule, after, afterRule }) => [rule, after, afterRule])).toEqual([
      ['stop', null, null],
      ['over-utilization', 'flat', 'stop'],
      ['runaway', 'flat', 'stop'],
      ['over-all-margin', 'flat', 'stop'],
      [null, 'flat', 'stop'],
    ]);
    expect(closed.steps[0]?.lost.toFixed(2)).toBe('800.00');
    expect(closed.steps[0]?.mark.toFixed(2)).toBe('26.68');
    const held = moveOf(flattening.replace(' then flatten', ''), BIG, 'falls');
    expect(held.steps.map(({ rule, after }) => [rule, after])).toEqual([
      ['stop', null],
      ['over-utilization', 'halted'],
      ['runaway', 'halted'],
      ['over-all-margin', 'halted'],
      [null, null],
    ]);
  });

  it('finds the closed form of every threshold, long and short', () => {
    const cases = fc.record({
      cents: fc.integer({ min: 20_000, max: 5_000_000 }),
      mark: fc.integer({ min: 50, max: 500_000 }),
      loss: fc.integer({ min: 1, max: 40 }),
      use: fc.integer({ min: 55, max: 99 }),
      direction: fc.constantFrom('falls' as const, 'rises' as const),
    });
    fc.assert(
      fc.property(cases, ({ cents, mark: markCents, loss, use, direction }) => {
        const [equity, mark] = [decimal(cents).div(100), decimal(markCents).div(1000)];
        const rules = `kill loss when equity < day_start_equity - ${loss}% of day_start_equity
reduce-only use when margin_utilization > ${use}%`;
        const account = { equity: equity.toString(), mark: mark.toString() };
        const move = moveOf(rules, account, direction);
        const { size } = move.position;
        fc.pre(!size.isZero());
        const byLoss = mark.minus(equity.times(loss).div(100).div(size));
        // |size| × m / 10 = use × (equity + size × (m − mark)), solved for m.
        const share = decimal(use).div(100);
        const byUse = share
          .times(equity.minus(size.times(mark)))
          .div(size.abs().div(10).minus(share.times(size)));
        for (const [rule, expected] of [
          ['loss', byLoss],
          ['use', byUse],
        ] as const) {
          expect(stepOf(move, rule).mark.div(expected).minus(1).abs().toNumber()).toBeLessThan(
            1e-7,
          );
        }
      }),
      { numRuns: 6 },
    );
  }, 60_000);

  it('lists what no move of the mark trips', () => {
    const { unmoved } = explain('pause stale when age(mark) > 7s until <= 3s', BIG);
    expect(unmoved).toEqual(['stale']);
  });
});

describe('a rule in words', () => {
  it.each([
    [
      'limit a order.notional <= min($1_000, 10% of equity)',
      'the value that the order adds is at most the smaller of $1,000 and 10% of equity',
    ],
    ['limit a order.price within 5% of mark', "the order's price is within 5% of mark"],
    ['limit a orders <= 60 per 1m', 'the number of orders in any 1m is at most 60'],
    ['limit a |position| <= 12 HYPE', 'position (long or short) is at most 12 HYPE'],
    ['reduce-only a when spread > 25bps', 'spread is above 25bps'],
    [
      'kill a when equity < day_start_equity - 5% of initial_balance',
      "equity is below the day's first equity − 5% of the initial balance",
    ],
    [
      'kill a when |position| > 2 * margin_capacity',
      'position (long or short) is above 2 × margin capacity',
    ],
    ['kill a when |mark - oracle| > $2', 'the distance between mark and oracle is above $2'],
    [
      'alert a when account.unrealized_pnl < -$5 and (spread > 1% or mark < $20)',
      'the open profit of all markets is below −$5 and (spread is above 1% or mark is below $20)',
    ],
    [
      'pause a when during friday 21:30 to sunday 22:00 America/New_York until 1h later',
      'the time is from friday 21:30 to sunday 22:00 America/New_York',
    ],
  ])('reads `%s`', (rule, sentence) => {
    const { rules } = explain(rule, { equity: '1000', mark: '25' });
    expect(rules.map((each) => each.sentence)).toEqual([sentence]);
  });

  it.each([
    ['reduce-only a when spread > 25bps', 'it is no longer so'],
    [
      'reduce-only a when spread > 25bps until < 20bps for 5s',
      'spread is below 20bps for 5s on end',
    ],
    ['pause a when spread > 25bps until 30m later', '30m have passed'],
    ['pause a when spread > 25bps until resumed', 'the operator resumes'],
    [
      'pause a when spread > 25bps until resumed after 30m',
      'the operator resumes, 30m later at the soonest',
    ],
    [
      'pause a when equity < $900 until day reset',
      'the next day reset, if it is no longer so by then',
    ],
    ['kill a when equity < $900', 'the operator re-arms'],
    ['limit a exposure <= 25% of equity', null],
  ])('ends `%s` until that', (rule, ends) => {
    const { rules } = explain(rule, { equity: '1000', mark: '25' });
    expect(rules.map((each) => each.ends)).toEqual([ends]);
  });

  it('has no number that hangs on a mark which is not given', () => {
    const { rules, moves, unknown } = explain('limit a order.price within 5% of mark', {
      equity: '1000',
      mark: null,
    });
    expect(rules[0]?.figures[0]).toMatchObject({ threshold: null, between: null });
    expect([moves, unknown]).toEqual([[], []]);
  });
});
