/**
 * Goal: a day reset that nobody saw is rebuilt from what moved the account since, exactly, and what
 * cannot be rebuilt is unknown: it adds no risk and says until when.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal } from '../../src/base/index.js';
import type { LedgerEntry } from '../../src/market/index.js';
import { BTC, HYPE, report } from './engine-kit.js';
import { LedgerRig } from './ledger-rig.js';

const MIDNIGHT = Date.UTC(2026, 10, 3);
const HOUR = 3_600_000;
const day = 'reduce-only day when equity < day_start_balance - $50 until day reset';
const equityDay = 'reduce-only day when equity < day_start_equity - $50 until day reset';

/** Stops at 22:00 and starts again at 02:00. */
const restarted = (rules: string, before: (rig: LedgerRig) => void = () => undefined) => {
  const rig = LedgerRig.begin('lower-anchors', rules);
  rig.at = MIDNIGHT - 2 * HOUR;
  rig.shows(1_000);
  before(rig);
  rig.at = MIDNIGHT + 2 * HOUR;
  rig.start('fedcba9876543210', [HYPE, BTC]);
  rig.mark(27);
  return rig;
};
const tripOf = (rig: LedgerRig, at: number, made: number) => [
  rig.fillOf('buy', 1, 27, { time: at }),
  rig.fillOf('sell', 1, 27 + made, { time: at + 1 }),
];
const dayStart = (rig: LedgerRig) => {
  const [book] = Object.values(rig.state.books);
  return [book?.anchors.dayStartBalance, book?.anchors.dayStartEquity].map((level) =>
    level?.toString(),
  );
};
const hold = (rig: LedgerRig): void => void rig.fill('buy', 2, 27);

describe('a day reset that was missed', () => {
  it('is rebuilt from fills, funding and flows: those before it and those after', () => {
    const rig = restarted(day);
    const before = MIDNIGHT - HOUR;
    const after = MIDNIGHT + HOUR;
    const fills = [...tripOf(rig, before, -20), ...tripOf(rig, after, -20)];
    const ledger: LedgerEntry[] = [
      rig.transferOf({ at: before + 5, amount: 200 }),
      rig.transferOf({ at: after + 5, amount: 300 }),
      { kind: 'funding', id: 'f', time: after + 9, coin: 'HYPE', amount: decimal(-7) },
    ];
    rig.picture(1_453, ledger, fills);
    // 1,000 - 20 + 200 at midnight, and 300 came since.
    expect(dayStart(rig)).toEqual(['1480', '1480']);
    expect(rig.view().dayPnl?.toString()).toBe('-27');
    expect(rig.view().state).toBe('active');
  });

  it('counts the days that ended in the meantime', () => {
    const rig = restarted('alert days when best_day_profit > $1');
    const fills = [...tripOf(rig, MIDNIGHT - HOUR, 40), ...tripOf(rig, MIDNIGHT + HOUR, 5)];
    rig.picture(1_045, [], fills);
    const [book] = Object.values(rig.state.books);
    expect(book?.days.bestDayProfit?.toString()).toBe('40');
    expect(book?.days.tradingDays).toBe(2);
  });

  it('fails closed until the venue has answered, and says what it waits for', () => {
    const rig = restarted(day);
    expect(dayStart(rig)).toEqual([undefined, undefined]);
    expect(rig.view().state).toBe('reducing');
  });

  it('leaves its equity unknown until the next reset where a position was held', () => {
    const rig = restarted(equityDay, hold);
    const account = report(rig.at, 1_000, [{ size: decimal(2), entryPrice: decimal(27) }]);
    rig.hear({ kind: 'reconciled', at: rig.at, account, openOrders: [], fills: [], ledger: [] });
    rig.mark(27);
    expect(dayStart(rig)).toEqual(['1000', undefined]);
    expect(rig.heldBy).toBe('day');
    expect(rig.view().markets[0]?.endsBy).toBe(
      'the next day reset: nobody saw where the account stood at the last one',
    );
    rig.fill('sell', 2, 27);
    rig.shows(1_000);
    expect(rig.view().state).toBe('reducing');
    rig.at = MIDNIGHT + 24 * HOUR - 1_000;
    rig.shows(1_000);
    expect(rig.view().state).toBe('active');
    expect(dayStart(rig)).toEqual(['1000', '1000']);
  });

  it('cannot be rebuilt from cash that nobody explains, not even by the operator', () => {
    const rig = restarted(day);
    rig.picture(900, []);
    expect(dayStart(rig)).toEqual([undefined, undefined]);
    expect(rig.heldBy).toBe('builtin.cash-explained');
    rig.operator('resume');
    rig.shows(900);
    expect(rig.heldBy).toBe('day');
    expect(rig.view().state).toBe('reducing');
  });

  it('keeps a halted account halted', () => {
    const rig = restarted(`${day}\nkill lost when equity < day_start_balance - $80`, (before) => {
      before.fill('buy', 1, 100);
      before.fill('sell', 1, 10);
    });
    expect(rig.tripped).toContain('lost');
    rig.picture(910, []);
    rig.shows(910);
    expect(dayStart(rig)).toEqual(['910', '910']);
    expect(rig.view().state).toBe('halted');
    rig.at = MIDNIGHT + 30 * HOUR;
    rig.shows(910);
    expect(rig.view().state).toBe('halted');
  });

  it('is rebuilt as it would have been seen, whatever fell on either side', () => {
    const moves = fc.array(
      fc.record({
        minutes: fc.integer({ min: -110, max: 110 }),
        amount: fc.integer({ min: -20, max: 30 }),
      }),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(moves, (drawn) => {
        const rig = restarted(day);
        const inOrder = drawn.toSorted((a, b) => a.minutes - b.minutes);
        const fills = inOrder.flatMap(({ minutes, amount }, index) =>
          tripOf(rig, MIDNIGHT + minutes * 60_000 + index * 10 - 50, amount),
        );
        const sum = (isBefore: boolean): number =>
          inOrder
            .filter((_, index) => (fills[2 * index + 1]?.time ?? 0) <= MIDNIGHT === isBefore)
            .reduce((total, { amount }) => total + amount, 0);
        rig.picture(1_000 + sum(true) + sum(false), [], fills);
        expect(dayStart(rig)[0]).toBe(String(1_000 + sum(true)));
      }),
      { numRuns: 100 },
    );
  });
});
