/**
 * Goal: what is unknown, impossible or past the edge never reads as safe. Each case asks for an
 * order that adds risk and for one that only reduces.
 */
import { describe, expect, it } from 'vitest';
import { decimal } from '../../src/base/index.js';
import { createInspector } from '../../src/engine/index.js';
import type { PositionReport, Side } from '../../src/market/index.js';
import { compile, EngineRig, liveRig, policyText, report } from './engine-kit.js';

const RULES = `
reduce-only  near-liquidation         when liquidation_buffer < 0.5 until >= 0.6
reduce-only  over-margin-utilization  when margin_utilization > 80% until < 70%
kill         over-all-margin          when margin_utilization > 100%
kill         daily-loss               when equity < day_start_equity - $200
`;
const POLICY = compile(policyText(RULES, { quote: '' }).replace('$397.49', '$1_000'));

const LONG = { size: decimal(10), entryPrice: decimal(27) };
const SHORT = { size: decimal(-10), entryPrice: decimal(27) };

function denialsOf(rig: EngineRig, side: Side, size: number): readonly string[] {
  const order = { coin: 'HYPE', side, price: decimal(27), size: decimal(size) };
  return createInspector(POLICY)
    .judgeOrder(rig.state, order)
    .denials.map(({ rule }) => rule);
}

/** Growth is denied either way; what shrinks the position passes. */
function expectClosed(rig: EngineRig): void {
  expect(denialsOf(rig, 'buy', 50)).not.toEqual([]);
  expect(denialsOf(rig, 'sell', 50)).not.toEqual([]);
  // Of a position that is not known nothing can be said to reduce it.
  const held = rig.view().markets[0]?.position ?? decimal(0);
  if (held.isZero()) return;
  expect(denialsOf(rig, held.gt(0) ? 'sell' : 'buy', held.abs().toNumber())).toEqual([]);
}

const start = (equity = 1_000, position: Partial<PositionReport>[] = []): EngineRig => {
  const rig = liveRig(POLICY, { equity, positions: position, mark: 27 });
  rig.at += 1_000;
  return rig;
};

describe('fail closed', () => {
  it('lets growth pass while everything is known and within bounds', () => {
    for (const position of [[], [LONG], [SHORT]]) {
      const rig = start(1_000, position);
      expect(rig.view().state).toBe('active');
      expect(denialsOf(rig, 'buy', 50)).toEqual([]);
      expect(denialsOf(rig, 'sell', 50)).toEqual([]);
    }
  });

  it.each([0, -1, -5_000])('at an equity of %d, flat or not', (equity) => {
    for (const position of [[], [LONG], [SHORT]]) {
      const rig = start(1_000, position);
      rig.account(equity, position);
      expect(rig.view().state).not.toBe('active');
      expectClosed(rig);
    }
  });

  it.each(['equity', 'marginUsed', 'maintenanceMargin'] as const)(
    'at a report whose %s is not a number, once the last good one is too old',
    (figure) => {
      const rig = start(1_000, [LONG]);
      for (let second = 0; second < 16; second += 2) {
        rig.at += 2_000;
        rig.mark(27);
        const account = { ...report(rig.at, 1_000, [LONG]), [figure]: decimal(NaN) };
        rig.hear({ kind: 'accountReported', at: rig.at, account });
      }
      expect(rig.view().equity).toBeNull();
      expect(rig.view().state).toBe('reducing');
      expectClosed(rig);
    },
  );

  it.each([NaN, Infinity, 0, -27])('at a mark of %d, at once', (mark) => {
    const rig = start(1_000, [LONG]);
    rig.mark(mark);
    expect(rig.view().state).toBe('reducing');
    expectClosed(rig);
    expect(rig.of('ruleTripped')).toEqual([]);
  });

  it('at a mark that is missing from the start', () => {
    const rig = new EngineRig(POLICY).start();
    rig.reconcile(report(rig.at, 1_000, [LONG]));
    expect(rig.view().state).toBe('reducing');
    expectClosed(rig);
  });

  it('at a mark, an account and a stream that are stale', () => {
    for (const lateMs of [7_250, 15_250]) {
      const rig = start(1_000, [LONG]);
      rig.wait(lateMs);
      if (lateMs > 15_000) rig.mark(27);
      expect(rig.view().state).toBe('reducing');
      expectClosed(rig);
      expect(rig.of('ruleTripped')).toEqual([]);
    }
  });

  it('past the liquidation price, long or short: the buffer is nothing, not large', () => {
    for (const [position, mark] of [
      [{ ...LONG, liquidationPrice: decimal(28) }, 27],
      [{ ...SHORT, liquidationPrice: decimal(26) }, 27],
      [{ ...LONG, liquidationPrice: decimal(27) }, 27],
    ] as const) {
      const rig = start(1_000, [position]);
      rig.account(1_000, [position]);
      rig.mark(mark);
      const buffer = rig.view().headroom.find(({ rule }) => rule === 'near-liquidation');
      expect(buffer?.value?.toString()).toBe('0');
      expect(rig.of('ruleTripped').map(({ rule }) => rule)).toContain('near-liquidation');
      expectClosed(rig);
    }
  });

  it('at a flat account whose orders would be over its margin', () => {
    const rig = start(5);
    rig.mark(27);
    expect(denialsOf(rig, 'buy', 50)).toContain('builtin.margin-capacity');
    expect(denialsOf(rig, 'sell', 50)).toContain('builtin.margin-capacity');
  });

  it('at a flat account without equity: its utilisation is unknown, not nothing', () => {
    const rig = start(1_000);
    rig.account(-3);
    const shown = rig.view().headroom.find(({ rule }) => rule === 'over-margin-utilization');
    expect(shown?.value).toBeNull();
    expectClosed(rig);
  });

  it('at an order that would turn +10 into −10: only ten of it pass while reducing', () => {
    const rig = start(1_000, [LONG]);
    rig.mark(27);
    rig.hear({ kind: 'connectionLost', at: rig.at, reason: 'gone' });
    rig.reconcile(report(rig.at, 1_000, [LONG]));
    rig.fill('buy', 320, 27);
    expect(rig.view().state).toBe('reducing');
    rig.at += 1_000;
    rig.fill('sell', 320, 27);
    rig.account(1_000, [LONG]);
    rig.operator('pause');
    expect(denialsOf(rig, 'sell', 10)).toEqual([]);
    expect(denialsOf(rig, 'sell', 20)).not.toEqual([]);
    const order = { coin: 'HYPE', side: 'sell' as const, price: decimal(27), size: decimal(20) };
    const reading = createInspector(POLICY).judgeOrder(rig.state, order);
    expect(reading.sizeThatFits.toString()).toBe('10');
    expect(reading.reducingSize.toString()).toBe('10');
  });

  it('at +10 that became −10 by fills: the rules look at the size, whatever its sign', () => {
    const rig = start(1_000, [LONG]);
    rig.fill('sell', 20, 27);
    expect(rig.state.positions['HYPE']?.size.toString()).toBe('-10');
    rig.account(20, [{ ...SHORT, size: decimal(-10) }]);
    expect(rig.of('ruleTripped').map(({ rule }) => rule)).toContain('daily-loss');
    expectClosed(rig);
  });

  it('at a day reset while halted: a new day ends no kill', () => {
    const rig = start(1_000);
    rig.account(790);
    expect(rig.view().state).toBe('halted');
    const midnight = Math.ceil(rig.at / 86_400_000) * 86_400_000;
    for (const at of [midnight - 1_000, midnight, midnight + 1_000, midnight + 86_400_000]) {
      rig.at = at;
      rig.mark(27);
      rig.account(790);
      expect(rig.view().state).toBe('halted');
      expectClosed(rig);
    }
    rig.operator('resume');
    expect(rig.view().state).toBe('halted');
    rig.operator('re-arm');
    expect(rig.view().state).toBe('active');
  });
});
