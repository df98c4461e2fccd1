/**
 * What every venue behind the port must do, said once and run against each of them. A venue under
 * test has one account with cash and no orders, and a market HYPE with bids up to 26.99, asks from
 * 27.01 and a mark of 27.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decimal } from '../../src/base/index.js';
import type { OrderRequest } from '../../src/market/index.js';
import type { Venue, VenueEvent } from '../../src/venue/index.js';

export interface VenueUnderTest {
  readonly venue: Venue;
  readonly nowMs: () => number;
  /** Lets market time run. */
  readonly advance: (durationMs: number) => Promise<void>;
  /** Somebody trades through every bid down to `price`. */
  readonly sellDownTo: (price: string) => Promise<void>;
  /** Money comes into the account, or goes (negative). */
  readonly transfer: (amount: number) => void;
  /** Cuts every stream; the venue lives on. */
  readonly cutStreams: () => Promise<void>;
  readonly close: () => Promise<void>;
}

let clientOrderIds = 0;

function order(terms: Partial<OrderRequest> = {}): OrderRequest {
  clientOrderIds += 1;
  return {
    coin: 'HYPE',
    side: 'buy',
    price: decimal('26.5'),
    size: decimal(1),
    timeInForce: 'post-only',
    reduceOnly: false,
    clientOrderId: `0x${clientOrderIds.toString(16).padStart(32, '0')}`,
    ...terms,
  };
}

const taking = (side: 'buy' | 'sell', size: number): OrderRequest =>
  order({
    side,
    size: decimal(size),
    price: decimal(side === 'buy' ? '27.5' : '26.5'),
    timeInForce: 'ioc',
  });

export function describeVenueContract(
  name: string,
  openVenue: () => Promise<VenueUnderTest>,
): void {
  describe(`${name} keeps the contract of a venue`, () => {
    let test: VenueUnderTest;
    let events: VenueEvent[];
    beforeEach(async () => {
      test = await openVenue();
      events = [];
      await test.venue.connect(['HYPE'], (event) => events.push(event));
    });
    afterEach(() => test.close());

    const until = async (condition: () => boolean): Promise<void> => {
      const deadlineMs = Date.now() + 10_000;
      while (!condition()) {
        if (Date.now() > deadlineMs) {
          throw new Error(`nothing came; heard ${JSON.stringify(events)}`);
        }
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    };
    const statusesOf = (orderId: number): string[] =>
      events.flatMap((event) =>
        event.kind === 'orderUpdated' && event.orderId === orderId ? [event.status] : [],
      );
    const fillEvents = () =>
      events.flatMap((event) => (event.kind === 'fillReceived' ? [event] : []));
    const ledgerEvents = () =>
      events.flatMap((event) => (event.kind === 'ledgerUpdated' ? [event.entry] : []));
    const positionSize = async (): Promise<string> => {
      const { positions } = await test.venue.fetchAccount();
      return positions.find(({ coin }) => coin === 'HYPE')?.size.toString() ?? '0';
    };

    it('rests an order, lists it and tells of it, and cancels it by either id', async () => {
      const [first, second] = [order(), order({ price: decimal('26.4') })];
      const outcomes = await test.venue.submit([first, second]);
      expect(outcomes.map(({ kind }) => kind)).toEqual(['resting', 'resting']);
      const open = await test.venue.fetchOpenOrders();
      expect(open).toMatchObject([
        { clientOrderId: first.clientOrderId, side: 'buy', reduceOnly: false },
        { clientOrderId: second.clientOrderId },
      ]);
      const orderId = open[0]?.orderId ?? 0;
      const canceled = await test.venue.cancel([
        { coin: 'HYPE', orderId, clientOrderId: null },
        { coin: 'HYPE', orderId: null, clientOrderId: second.clientOrderId },
      ]);
      expect(canceled).toEqual([{ kind: 'canceled' }, { kind: 'canceled' }]);
      expect(await test.venue.fetchOpenOrders()).toEqual([]);
      await until(() => statusesOf(orderId).length === 2);
      expect(statusesOf(orderId)).toEqual(['open', 'canceled']);
    });

    it('answers each order of a batch by itself', async () => {
      const outcomes = await test.venue.submit([
        order({ size: decimal('0.1') }),
        order(),
        order({ price: decimal('27.2') }),
        taking('buy', 2),
      ]);
      expect(outcomes.map(({ kind }) => kind)).toEqual([
        'rejected',
        'resting',
        'rejected',
        'filled',
      ]);
    });

    it('rejects all of a batch in which one order is off the grid', async () => {
      const outcomes = await test.venue.submit([order(), order({ price: decimal('26.50001') })]);
      expect(outcomes.map(({ kind }) => kind)).toEqual(['rejected', 'rejected']);
      expect(await test.venue.fetchOpenOrders()).toEqual([]);
    });

    it('rejects the cancel of an order that is gone', async () => {
      const [placed] = await test.venue.submit([order()]);
      const orderId = placed?.kind === 'resting' ? placed.orderId : 0;
      const cancel = { coin: 'HYPE', orderId, clientOrderId: null };
      expect(await test.venue.cancel([cancel])).toEqual([{ kind: 'canceled' }]);
      expect(await test.venue.cancel([cancel])).toMatchObject([{ kind: 'rejected' }]);
    });

    it('tells of a fill once, as maker, and carries it into position and history', async () => {
      const [placed] = await test.venue.submit([
        order({ price: decimal('26.9'), size: decimal(3) }),
      ]);
      await test.sellDownTo('26.5');
      await until(() => fillEvents().length > 0);
      expect(fillEvents()).toHaveLength(1);
      expect(fillEvents()[0]).toMatchObject({
        isSnapshot: false,
        fill: { liquidity: 'maker', coin: 'HYPE', side: 'buy', isLiquidation: false },
      });
      expect(await positionSize()).toBe('3');
      const history = await test.venue.fetchFillsSince(test.nowMs() - 60_000);
      expect(history).toEqual(fillEvents().map(({ fill }) => fill));
      const orderId = placed?.kind === 'resting' ? placed.orderId : 0;
      expect(await test.venue.fetchOrderStatus(orderId)).toEqual({
        kind: 'known',
        status: 'filled',
        orderId,
      });
    });

    it('balances: equity is cash, less fees, plus the PnL of what is held', async () => {
      const before = await test.venue.fetchAccount();
      await test.venue.submit([taking('buy', 10), taking('sell', 4)]);
      const after = await test.venue.fetchAccount();
      const fills = await test.venue.fetchFillsSince(test.nowMs() - 60_000);
      const flows = fills.reduce(
        (sum, fill) => sum.plus(fill.closedPnl).minus(fill.fee),
        before.equity,
      );
      const unrealized = after.positions[0]?.unrealizedPnl ?? decimal(0);
      expect(after.equity.toFixed(6)).toBe(flows.plus(unrealized).toFixed(6));
    });

    it('tells of a deposit and a withdrawal, each once, live and by its ledger', async () => {
      const before = await test.venue.fetchAccount();
      test.transfer(250);
      test.transfer(-40);
      await until(() => ledgerEvents().length >= 2);
      const ledger = await test.venue.fetchLedgerSince(test.nowMs() - 60_000);
      expect(ledgerEvents()).toEqual(ledger);
      const amounts = ledger.map((entry) =>
        entry.kind === 'transfer' ? entry.amount.toString() : entry.kind,
      );
      expect(amounts).toEqual(['250', '-40']);
      expect(new Set(ledger.map(({ id }) => id)).size).toBe(2);
      const after = await test.venue.fetchAccount();
      expect(after.equity.minus(before.equity).toString()).toBe('210');
    });

    it('goes from long to short through zero in one order, and closes reduce-only', async () => {
      await test.venue.submit([taking('buy', 2)]);
      await test.venue.submit([taking('sell', 5)]);
      expect(await positionSize()).toBe('-3');
      const [grow] = await test.venue.submit([{ ...taking('sell', 1), reduceOnly: true }]);
      expect(grow?.kind).toBe('rejected');
      await test.venue.submit([{ ...taking('buy', 3), reduceOnly: true }]);
      expect(await positionSize()).toBe('0');
    });

    it('sets leverage, and with it how much margin a position takes', async () => {
      await test.venue.setLeverage('HYPE', 5, 'cross');
      await test.venue.submit([taking('buy', 10)]);
      const { positions, marginUsed } = await test.venue.fetchAccount();
      expect(positions[0]?.leverage).toBe(5);
      expect(marginUsed.toString()).toBe('54');
      await expect(test.venue.setLeverage('HYPE', 99, 'cross')).rejects.toThrow('leverage');
    });

    it('knows instruments, fees and mode, and not an order that never was', async () => {
      const instruments = await test.venue.fetchInstruments();
      expect(instruments.find(({ coin }) => coin === 'HYPE')).toMatchObject({ sizeDecimals: 2 });
      const { maker, taker } = await test.venue.fetchFeeRates();
      expect(maker.lt(taker)).toBe(true);
      expect(['disabled', 'default']).toContain(await test.venue.fetchAccountMode());
      expect(await test.venue.fetchOrderStatus(987_654)).toEqual({ kind: 'notFound' });
    });

    it('cancels everything at the time of the scheduled cancel', async () => {
      await test.venue.submit([order(), order({ price: decimal('26.4') })]);
      expect(await test.venue.scheduleCancel(test.nowMs() + 10_000)).toEqual({ kind: 'canceled' });
      await test.advance(10_000);
      await until(() =>
        events.some((event) => event.kind === 'orderUpdated' && event.status === 'scheduledCancel'),
      );
      expect(await test.venue.fetchOpenOrders()).toEqual([]);
    });

    it('comes back after the stream was cut, and then tells again', async () => {
      await test.cutStreams();
      await until(() => events.some(({ kind }) => kind === 'connectionLost'));
      await until(() => events.some(({ kind }) => kind === 'connectionRestored'));
      const [placed] = await test.venue.submit([order()]);
      const orderId = placed?.kind === 'resting' ? placed.orderId : 0;
      await until(() => statusesOf(orderId).length > 0);
      expect(statusesOf(orderId)).toEqual(['open']);
    });

    it('tells of the market and of the account by itself', async () => {
      await test.sellDownTo('26.9');
      await until(() => events.some(({ kind }) => kind === 'accountReported'));
      await until(() =>
        events.some((event) => event.kind === 'market' && event.event.kind === 'tradePrinted'),
      );
      const kinds = new Set(
        events.flatMap((event) => (event.kind === 'market' ? [event.event.kind] : [])),
      );
      expect([...kinds]).toEqual(
        expect.arrayContaining(['topChanged', 'contextChanged', 'tradePrinted']),
      );
    });
  });
}
