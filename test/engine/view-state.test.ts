/** Goal: what a person sees is what the engine goes by, and null where it does not know. */
import { describe, expect, it } from 'vitest';
import { decimal } from '../../src/base/index.js';
import { compile, EngineRig, liveRig, policyText } from './engine-kit.js';

const POLICY = compile(
  policyText(
    `reduce-only  use    when margin_utilization > 80% until < 70%
reduce-only  near   when liquidation_buffer < 0.5 until >= 0.6
kill         loss   when equity < day_start_equity - $100
kill         both   when position_value > $4_000 and margin_utilization > 50%
kill         either when position_value > $4_000 or margin_utilization > 200%
alert        some   when |position| > 10 HYPE`,
    { quote: '' },
  ),
);

function headroom(rig: EngineRig): Readonly<Record<string, number | null>> {
  return Object.fromEntries(
    rig
      .view()
      .headroom.map(({ rule, fractionLeft }) => [
        rule,
        fractionLeft === null ? null : Math.round(fractionLeft * 1000) / 1000,
      ]),
  );
}

describe('the status view', () => {
  it('knows nothing before the first reconciliation', () => {
    const rig = new EngineRig(POLICY).start();
    const view = rig.view();
    expect(view).toMatchObject({ equity: null, dayPnl: null, openOrders: 0, fills: 0 });
    expect(view.markets[0]).toMatchObject({
      coin: 'HYPE',
      position: null,
      entryPrice: null,
      mark: null,
      marginCapacity: null,
      calibration: null,
      bids: [],
      asks: [],
    });
    expect(Object.values(headroom(rig)).every((fraction) => fraction === null)).toBe(true);
  });

  it('sums up exposure and unrealised profit over all markets', () => {
    const rig = liveRig(POLICY, {
      equity: 400,
      mark: 28,
      positions: [
        { size: decimal(2), entryPrice: decimal(27) },
        {
          coin: 'DOGE',
          size: decimal(-100),
          entryPrice: decimal('0.3'),
          unrealizedPnl: decimal(5),
        },
      ],
    });
    const { exposure, unrealizedPnl, markets } = rig.view();
    expect(exposure?.toString()).toBe('81');
    expect(unrealizedPnl?.toString()).toBe('7');
    expect(markets[0]?.realizedPnl.toString()).toBe('0');
    rig.fill('sell', 1, 29);
    expect(rig.view().markets[0]?.realizedPnl.toString()).toBe('2');
    rig.mark(NaN);
    expect(rig.view()).toMatchObject({ exposure: null, unrealizedPnl: null });
  });

  it('shows all of the headroom when flat', () => {
    const rig = liveRig(POLICY, { equity: '397.49' });
    expect(headroom(rig)).toEqual({ use: 1, near: 1, loss: 1, both: 1, either: 1, some: 1 });
  });

  it('shows what is left of each, the farther of `and`, the nearer of `or`', () => {
    const rig = liveRig(POLICY, {
      equity: '347.49',
      mark: 25,
      positions: [{ size: decimal(40), entryPrice: decimal(25), liquidationPrice: decimal(23.75) }],
    });
    const utilization = 100 / 347.49;
    expect(headroom(rig)).toEqual({
      use: Math.round((1 - utilization / 0.8) * 1000) / 1000,
      near: 0,
      loss: 0.5,
      both: 0.75,
      either: 0.75,
      some: 0,
    });
    const some = rig.view().headroom.find(({ rule }) => rule === 'some');
    expect(some).toMatchObject({ isTripped: true, kind: 'alert', unit: 'size', coin: 'HYPE' });
    expect([some?.value?.toString(), some?.threshold?.toString()]).toEqual(['40', '10']);
  });

  it('shows a market as it stands: position, entry, gain, capacity', () => {
    const rig = liveRig(POLICY, { equity: 1_000, mark: 27 });
    rig.fill('sell', 5, 28);
    expect(rig.view().markets[0]).toMatchObject({ state: 'active', heldBy: null, endsBy: null });
    const market = rig.view().markets[0];
    expect(market?.position?.toString()).toBe('-5');
    expect(market?.entryPrice?.toString()).toBe('28');
    expect(market?.unrealizedPnl?.toString()).toBe('5');
    expect(rig.view().equity?.toString()).toBe('1005');
    expect(market?.marginCapacity?.toFixed(2)).toBe('186.11');
  });
});
