/** Goal: stops travel the wire, wait at the venue, go off at their mark, and outlive a clean stop. */
import { afterEach, describe, expect, it } from 'vitest';
import { decimal, sleep } from '../../src/base/index.js';
import type { EngineEvent } from '../../src/engine/index.js';
import type { OrderRequest } from '../../src/market/index.js';
import { compile, policyText } from '../engine/engine-kit.js';
import { scriptedMarket } from '../scenarios/live-kit.js';
import { type Bench, openBench, policyOf, RUN_ID, startEngine } from './live-fixture.js';

let bench: Bench | null = null;
afterEach(async () => {
  await bench?.close();
  bench = null;
});

const idOf = (serial: number): string => `0x${RUN_ID}${String(serial).padStart(16, '0')}`;

function request(serial: number, more: Partial<OrderRequest>): OrderRequest {
  return {
    coin: 'HYPE',
    side: 'buy',
    price: decimal('27.2'),
    size: decimal(5),
    timeInForce: 'ioc',
    reduceOnly: false,
    clientOrderId: idOf(serial),
    ...more,
  };
}

/** A long of 5 with its stop at 26; mark falls a dollar after ten seconds. */
async function longWithStop(size = '5') {
  const market = scriptedMarket(30, (second) => (second < 10 ? '27.11' : '25.9'));
  const open = await openBench(policyOf(), market);
  bench = open;
  const { venue, clock } = open.embedded;
  const heard: string[] = [];
  await venue.connect(['HYPE'], (event) => {
    if (event.kind === 'orderUpdated') heard.push(event.status);
  });
  const idle = { isSettled: () => true, fail: () => undefined } as never;
  open.embedded.run(idle);
  const startMs = clock.nowMs();
  const at = (ms: number): Promise<void> => sleep(clock, Math.max(0, startMs + ms - clock.nowMs()));
  await at(2_000);
  await venue.submit([request(1, {})]);
  const stop = request(2, {
    side: 'sell',
    price: decimal('25'),
    size: decimal(size),
    reduceOnly: true,
    triggerPrice: decimal('26'),
  });
  const [outcome] = await venue.submit([stop]);
  return { venue, outcome, at, heard };
}

describe('a stop on the wire', () => {
  it('waits beside the book and is listed as what it is', async () => {
    const { venue, outcome, at } = await longWithStop();
    expect(outcome?.kind).toBe('resting');
    expect(await venue.fetchOpenOrders()).toMatchObject([
      { side: 'sell', reduceOnly: true, clientOrderId: idOf(2) },
    ]);
    const [listed] = await venue.fetchOpenOrders();
    expect(listed?.triggerPrice?.toNumber()).toBe(26);
    await at(9_000);
    expect((await venue.fetchAccount()).positions[0]?.size.toNumber()).toBe(5);
  });

  it('closes the position, and no more, once mark reaches it', async () => {
    const { venue, at, heard } = await longWithStop('8');
    await at(11_000);
    expect((await venue.fetchAccount()).positions).toEqual([]);
    expect(await venue.fetchOpenOrders()).toEqual([]);
    const fills = await venue.fetchFillsSince(0);
    expect(fills.at(-1)).toMatchObject({ side: 'sell', clientOrderId: idOf(2) });
    expect(fills.at(-1)?.size.toNumber()).toBe(5);
    expect(heard.slice(-2)).toEqual(['triggered', 'filled']);
  });

  it('is cancelled by either id, and by the dead man', async () => {
    const { venue, at } = await longWithStop();
    const cancel = { coin: 'HYPE', orderId: null, clientOrderId: idOf(2) };
    expect(await venue.cancel([cancel])).toEqual([{ kind: 'canceled' }]);
    expect(await venue.fetchOpenOrders()).toEqual([]);
    await at(20_000);
    expect((await venue.fetchAccount()).positions[0]?.size.toNumber()).toBe(5);
  });

  it('is refused where mark is past it already', async () => {
    const { venue } = await longWithStop();
    const late = request(3, { side: 'sell', reduceOnly: true, triggerPrice: decimal('27.5') });
    expect(await venue.submit([late])).toMatchObject([
      { kind: 'rejected', reason: expect.stringContaining('Invalid TP/SL price.') as string },
    ]);
  });
});

/** Through our bids at once, and above their stop. */
const fall = (second: number): string => (second < 20 ? '27.11' : '26.81');

describe('a run whose policy declares a stop distance', () => {
  it('covers what it holds, and leaves the stop with the position when it ends', async () => {
    const policy = compile(
      policyText(`kill bare when time_without_stop > 3s

size kelly {
  warm-up-risk      2% of equity
  risk-per-trade    2% of equity
  stop-distance     $0.80
}`),
    );
    const open = await openBench(policy, scriptedMarket(40, fall));
    bench = open;
    const { venue } = open.embedded;
    const events: EngineEvent[] = [];
    const session = await startEngine(open, policy, (event) => events.push(event));
    await open.embedded.marketEnded;
    session.stop('market over');
    expect(await session.ended).toMatchObject({ kind: 'stopped', ordersLeft: 0 });
    expect(open.notices.map(({ text }) => text)).toContainEqual(
      expect.stringMatching(/^a stop stays with its position: sell [\d.]+ HYPE once mark is 26\./),
    );
    const { positions } = await venue.fetchAccount();
    const size = positions[0]?.size.toNumber() ?? 0;
    expect(size).not.toBe(0);
    const left = await venue.fetchOpenOrders();
    expect(left).toHaveLength(1);
    expect(left[0]?.triggerPrice).toBeDefined();
    expect(left[0]?.size.toNumber()).toBeGreaterThanOrEqual(Math.abs(size));
  });
});
