/** The four reduce-only triggers of the brief: their order, and what liquidation distance means. */
import { describe, expect, it } from 'vitest';
import { decimal } from '../../src/base/index.js';
import { Draft } from '../../src/engine/draft.js';
import { checkOrder } from '../../src/engine/pre-trade-check.js';
import { createRuleBook } from '../../src/engine/rule-instance.js';
import { compile, liveRig, policyText } from '../engine/engine-kit.js';

const POLICY = compile(
  policyText(
    `reduce-only  near-liquidation         when liquidation_buffer < 0.5 until >= 0.6 for 10s
reduce-only  over-margin-utilization  when margin_utilization > 80% until < 70%
reduce-only  over-value-limit         when position_value > $2_500 until < $2_000
reduce-only  over-position-limit      when |position| > margin_capacity`,
  ),
);

/** Long `size` at $27.11 with `equity`, the venue saying where it is liquidated. */
function long(size: number, equity: number, liquidation: number | null) {
  return liveRig(POLICY, {
    equity,
    positions: [
      { size: decimal(size), liquidationPrice: liquidation === null ? null : decimal(liquidation) },
    ],
  });
}

const tripped = (rig: ReturnType<typeof liveRig>) => rig.of('ruleTripped').map(({ rule }) => rule);
const bufferOf = (rig: ReturnType<typeof liveRig>) =>
  rig
    .view()
    .headroom.find(({ rule }) => rule === 'near-liquidation')
    ?.value?.toNumber();

describe('the reduce-only triggers', () => {
  it('name liquidation first, then margin, value and position, and list them all', () => {
    const rig = long(120, 350, 26.5);
    expect(tripped(rig)).toEqual([
      'near-liquidation',
      'over-margin-utilization',
      'over-value-limit',
      'over-position-limit',
    ]);
    expect(rig.view()).toMatchObject({ state: 'reducing' });
    expect(rig.view().markets[0]?.heldBy).toBe('near-liquidation');
    const draft = new Draft({ rules: createRuleBook(POLICY), solutions: new Map() }, rig.state);
    const bid = { coin: 'HYPE', side: 'buy', price: decimal(27), size: decimal(1) } as const;
    expect(checkOrder(draft, bid, []).denials.map(({ rule }) => rule)).toEqual([
      'near-liquidation',
      'over-margin-utilization',
      'over-value-limit',
      'over-position-limit',
      'builtin.margin-capacity',
    ]);
    const ask = { ...bid, side: 'sell', size: decimal(120) } as const;
    expect(checkOrder(draft, ask, []).denials).toEqual([]);
  });

  it('each act alone, the next one named when the one before it does not hold', () => {
    expect(tripped(long(120, 350, 20))[0]).toBe('over-margin-utilization');
    expect(tripped(long(120, 600, 20))).toEqual(['over-value-limit', 'over-position-limit']);
    expect(tripped(long(80, 400, 20))).toEqual(['over-position-limit']);
    expect(tripped(long(10, 400, 1))).toEqual([]);
  });
});

describe('the liquidation buffer', () => {
  it('is a half where the distance is one maintenance rate: 5% at 10x', () => {
    expect(bufferOf(long(10, 400, 27.11 * 0.95))).toBeCloseTo(0.5, 9);
  });

  it('is 0 at the liquidation price and past it: crossing it never reads as safe again', () => {
    for (const liquidation of [27.11, 27.5, 40]) {
      const rig = long(10, 400, liquidation);
      expect(bufferOf(rig)).toBe(0);
      expect(tripped(rig)).toContain('near-liquidation');
    }
  });

  it('is ours where the venue names no price: 1 if nothing liquidates the position', () => {
    expect(bufferOf(long(10, 400, null))).toBe(1);
    const rig = long(100, 300, null);
    const buffer = bufferOf(rig) ?? NaN;
    // $300 carries 100 HYPE, 5% maintenance: liquidated about 6.4% below the mark.
    expect(buffer).toBeGreaterThan(0.5);
    expect(buffer).toBeLessThan(0.6);
  });

  it('does not flap: it is left only above the higher bound, held for its dwell', () => {
    const rig = long(10, 400, 27.11 * 0.96);
    expect(rig.view().state).toBe('reducing');
    rig.mark(27.11 * 1.02);
    rig.wait(5_000);
    rig.mark(27.11 * 1.0);
    rig.mark(27.11 * 1.05);
    rig.account('402', [{ size: decimal(10), liquidationPrice: decimal(27.11).times('0.96') }]);
    rig.wait(5_500);
    expect(rig.view().state).toBe('reducing');
    rig.mark(27.11 * 1.05);
    rig.account('402', [{ size: decimal(10), liquidationPrice: decimal(27.11).times('0.96') }]);
    rig.wait(4_500);
    expect(rig.view().state).toBe('active');
  });
});
