/** Goal: one margin under two markets, and orders that are not ours. */
import { describe, expect, it } from 'vitest';
import { decimal } from '../../src/base/index.js';
import type { OpenOrder } from '../../src/market/index.js';
import { compile, EngineRig, liveRig, policyText, report, sizes } from './engine-kit.js';

const TWO = compile(
  policyText(
    `market BTC {
  leverage          20x
}

limit        exposure                 exposure <= 1000% of equity
reduce-only  wide                     when spread > 40bps until < 20bps
kill         much                     when exposure > 1500% of equity`,
  ),
);

function quoting(equity = 1_000): EngineRig {
  const rig = liveRig(TWO, { equity });
  rig.mark('100000', 'BTC');
  rig.top('27.10', '27.12');
  rig.top('99999', '100001', 'BTC');
  return rig;
}

const ofCoin = (rig: EngineRig, coin: string) =>
  rig.submitted().filter((order) => order.coin === coin);

function foreign(change: Partial<OpenOrder> = {}): OpenOrder {
  return {
    coin: 'HYPE',
    side: 'buy',
    price: decimal(25),
    size: decimal(30),
    originalSize: decimal(30),
    reduceOnly: false,
    orderId: 4_242,
    clientOrderId: null,
    placedAt: 0,
    ...change,
  };
}

describe('two quoted markets', () => {
  it('share the margin evenly, so that all orders together fit it', () => {
    const rig = quoting();
    const marginOf = (coin: string, leverage: number) =>
      ofCoin(rig, coin).reduce(
        (sum, { price, size }) => sum + price.times(size).toNumber() / leverage,
        0,
      );
    const [hype, btc] = [marginOf('HYPE', 10), marginOf('BTC', 20)];
    expect(hype).toBeGreaterThan(400);
    expect(btc).toBeGreaterThan(400);
    expect(hype + btc).toBeLessThanOrEqual(1_000);
    expect(rig.of('orderDenied')).toEqual([]);
  });

  it('are held apart by a rule on a market, together by a kill', () => {
    const rig = quoting();
    rig.settle();
    rig.at += 1_000;
    rig.top('27.00', '27.20');
    const states = () => rig.view().markets.map(({ state }) => state);
    expect(states()).toEqual(['reducing', 'active']);
    rig.fill('buy', 600, '27.11');
    expect(states()).toEqual(['halted', 'halted']);
  });

  it('lower the capacity of each other by the margin of their positions', () => {
    const rig = quoting();
    const before = rig.view().markets[0]?.marginCapacity?.toNumber() ?? 0;
    rig.fill('buy', '0.1', '100000', { coin: 'BTC' });
    const after = rig.view().markets[0]?.marginCapacity?.toNumber() ?? 0;
    expect(after / before).toBeCloseTo(0.5, 6);
  });

  it('judge a limit of one by the larger side of the other', () => {
    const tight = compile(
      policyText('market BTC {\n  leverage          20x\n}\n\nlimit exposure exposure <= $1_000'),
    );
    const rig = liveRig(tight, { equity: 1_000 });
    rig.mark('100000', 'BTC');
    rig.top('27.10', '27.12');
    const resting = sizes(ofCoin(rig, 'HYPE').filter(({ side }) => side === 'buy')) * 27.11;
    rig.top('99999', '100001', 'BTC');
    const denied = rig.of('orderDenied').find(({ coin }) => coin === 'BTC');
    const value = denied?.denials.find(({ rule }) => rule === 'exposure')?.value?.toNumber() ?? 0;
    expect(value).toBeGreaterThan(resting);
  });
});

describe('an order that is not ours', () => {
  const plain = compile(policyText(''));

  it.each([
    ['of a person', null],
    ['of another bot', `0x${'1'.repeat(32)}`],
  ])('counts against what we may rest, and is left alone by the ladder: one %s', (_, id) => {
    const rig = liveRig(plain);
    rig.at += 10;
    rig.reconcile(report(rig.at, '397.49'), [foreign({ clientOrderId: id })]);
    rig.top('27.10', '27.12');
    expect(rig.view().openOrders).toBe(rig.submitted().length + 1);
    expect(sizes(rig.submitted('buy'))).toBeLessThanOrEqual(73.31 - 30);
    expect(rig.of('cancelOrder')).toEqual([]);
  });

  it('is told from a quote of an earlier run by the run that its client id names', () => {
    const runs = ['aaaaaaaaaaaaaaaa', 'bbbbbbbbbbbbbbbb'];
    const [first = '', second = ''] = runs.map((run) => `0x${run}${'0'.repeat(16)}`);
    const rig = new EngineRig(plain);
    for (const run of runs) rig.start(run);
    rig.reconcile(report(rig.at, '397.49'));
    rig.mark('27.11');
    rig.at += 10;
    rig.reconcile(report(rig.at, '397.49'), [
      foreign({ orderId: 1, clientOrderId: first, price: decimal(24) }),
      foreign({ orderId: 2, clientOrderId: second }),
      foreign({ orderId: 3, clientOrderId: `0x${'c'.repeat(16)}${'0'.repeat(16)}` }),
    ]);
    rig.top('27.10', '27.12');
    expect(rig.of('cancelOrder').map(({ orderId }) => orderId)).toEqual([1, 2]);
  });

  it('remembers the newest 256 runs', () => {
    const rig = new EngineRig(plain);
    const runIds = Array.from({ length: 300 }, (_, run) => run.toString(16).padStart(16, '0'));
    for (const runId of [...runIds, ...runIds.slice(-2)]) rig.start(runId);
    expect(rig.state.runIds).toEqual(runIds.slice(-256));
  });

  it('is cancelled with everything else by a kill, in undeclared markets too', () => {
    const rig = liveRig(plain);
    rig.at += 10;
    const elsewhere = foreign({ coin: 'DOGE', orderId: 4_243, price: decimal('0.1') });
    rig.reconcile(report(rig.at, '397.49'), [foreign(), elsewhere]);
    rig.operator('kill');
    expect(rig.of('cancelOrder').map(({ coin, orderId }) => `${coin} ${orderId}`)).toEqual([
      'HYPE 4242',
      'DOGE 4243',
    ]);
  });
});

describe('a position in a market that the policy does not name', () => {
  it('takes its margin and its value from what the venue reports', () => {
    const policy = compile(policyText('limit exposure exposure <= $500'));
    const held = {
      coin: 'DOGE',
      size: decimal(-1_000),
      entryPrice: decimal('0.3'),
      leverage: 5,
      unrealizedPnl: decimal(50),
    };
    const rig = liveRig(policy, { equity: 450, positions: [held] });
    // Its mark is 0.25: $250 of value, $50 of margin.
    expect(rig.view().equity?.toString()).toBe('450');
    const capacity = rig.view().markets[0]?.marginCapacity?.toNumber() ?? 0;
    expect(capacity).toBeCloseTo(((450 - 50) * 10 * 0.5) / 27.11, 6);
    rig.top('27.10', '27.12');
    const denied = rig.of('orderDenied')[0]?.denials[0];
    expect(denied?.rule).toBe('exposure');
    expect(denied?.value?.toNumber()).toBeGreaterThan(500);
  });
});
