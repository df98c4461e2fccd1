/** An engine under a real policy, driven event by event; every figure a test writes matters. */
import { decimal, type Decimal } from '../../src/base/index.js';
import { type CompiledPolicy, compilePolicyText } from '../../src/compile/index.js';
import {
  createEngine,
  type Decision,
  type Engine,
  type EngineEvent,
  type EngineState,
  type StatusView,
} from '../../src/engine/index.js';
import type {
  AccountReport,
  BookLevel,
  Fill,
  Instrument,
  OpenOrder,
  OrderRequest,
  PositionReport,
  Side,
} from '../../src/market/index.js';

export type Kind<Name extends Decision['kind']> = Extract<Decision, { kind: Name }>;

export const HYPE: Instrument = {
  coin: 'HYPE',
  assetId: 159,
  sizeDecimals: 2,
  maxLeverage: 10,
  marginTiers: [{ lowerBound: decimal(0), maxLeverage: 10 }],
};

export const BTC: Instrument = {
  coin: 'BTC',
  assetId: 0,
  sizeDecimals: 5,
  maxLeverage: 40,
  marginTiers: [
    { lowerBound: decimal(0), maxLeverage: 40 },
    { lowerBound: decimal('150000000'), maxLeverage: 20 },
  ],
};

export const QUOTE = `quote glft {
  risk-aversion     0.05 per tick
  volatility        1.2 ticks per sqrt-second
  intensity         0.5 per second
  decay             0.3 per tick
  levels            5
  refresh           250ms
}
`;

/** A policy of one market, HYPE at 10x, with the rules given and the quoting of the demo. */
export function policyText(
  rules: string,
  options: { quote?: string; account?: string } = {},
): string {
  return `policy test
language 1

venue embedded

account {
  initial-balance   $397.49
  day-reset         00:00 UTC
  withdrawals       count-as-loss
  flatten-within    1%
${options.account ?? ''}}

market HYPE {
  leverage          10x
}

${rules}

${options.quote ?? QUOTE}`;
}

export function compile(source: string): CompiledPolicy {
  const { policy, diagnostics } = compilePolicyText('test.policy', source);
  if (policy === null) throw new Error(JSON.stringify(diagnostics, null, 1));
  return policy;
}

export function report(
  at: number,
  equity: Decimal | number | string,
  positions: readonly Partial<PositionReport>[] = [],
): AccountReport {
  const full = positions.map((position): PositionReport => ({
    coin: 'HYPE',
    size: decimal(1),
    entryPrice: decimal('27.11'),
    leverage: 10,
    marginMode: 'cross',
    liquidationPrice: null,
    marginUsed: decimal(0),
    unrealizedPnl: decimal(0),
    ...position,
  }));
  return {
    time: at,
    equity: decimal(equity),
    marginUsed: full.reduce((sum, { marginUsed }) => sum.plus(marginUsed), decimal(0)),
    maintenanceMargin: decimal(0),
    positions: full,
  };
}

export class EngineRig {
  readonly engine: Engine<EngineState>;
  readonly decisions: Decision[] = [];
  readonly events: EngineEvent[] = [];
  state: EngineState;
  at = 1_000_000_000_000;
  #nextOrderId = 1;
  #nextTradeId = 1;

  constructor(policy: CompiledPolicy, state?: EngineState) {
    this.engine = createEngine(policy);
    this.state = state ?? this.engine.initialState;
    if (state !== undefined) this.at = state.at;
  }

  /** One step; returns what was decided. */
  hear(event: EngineEvent): readonly Decision[] {
    this.events.push(event);
    const { state, decisions } = this.engine.step(this.state, event);
    this.state = state;
    this.decisions.push(...decisions);
    return decisions;
  }

  start(runId = '0123456789abcdef', instruments: readonly Instrument[] = [HYPE, BTC]): this {
    const feeRates = { maker: decimal('0.00015'), taker: decimal('0.00045') };
    this.hear({ kind: 'sessionStarted', at: this.at, runId, instruments, feeRates });
    return this;
  }

  reconcile(
    account: AccountReport,
    openOrders: readonly OpenOrder[] = [],
    fills: readonly Fill[] = [],
  ): readonly Decision[] {
    return this.hear({ kind: 'reconciled', at: this.at, account, openOrders, fills });
  }

  mark(price: Decimal | number | string, coin = 'HYPE'): readonly Decision[] {
    const [mark, oracle, fundingRate] = [decimal(price), decimal(price), decimal(0)];
    return this.hear({ kind: 'contextChanged', at: this.at, coin, mark, oracle, fundingRate });
  }

  top(
    bid: Decimal | number | string | null,
    ask: Decimal | number | string | null,
    coin = 'HYPE',
  ): readonly Decision[] {
    return this.hear({
      kind: 'topChanged',
      at: this.at,
      coin,
      bid: level(bid),
      ask: level(ask),
      venueTime: this.at,
    });
  }

  account(equity: number | string, positions: readonly Partial<PositionReport>[] = []) {
    return this.hear({
      kind: 'accountReported',
      at: this.at,
      account: report(this.at, equity, positions),
    });
  }

  /** Lets time pass, with a clock tick at the end. */
  wait(ms: number): readonly Decision[] {
    this.at += ms;
    return this.hear({ kind: 'clockTicked', at: this.at });
  }

  operator(command: 'pause' | 'resume' | 'kill' | 're-arm' | 'flatten'): readonly Decision[] {
    return this.hear({ kind: 'operatorCommanded', at: this.at, command, reason: 'by hand' });
  }

  /** The venue accepts every order and confirms every cancel that waits for an answer. */
  settle(): void {
    for (const order of this.state.orders.orders) {
      if (order.status === 'inFlight' && order.clientOrderId !== null) {
        const orderId = this.#nextOrderId++;
        const { clientOrderId } = order;
        this.hear({ kind: 'orderAccepted', at: this.at, clientOrderId, orderId });
      }
    }
    for (const order of this.state.orders.orders) {
      if (order.cancelAt === null || order.orderId === null) continue;
      const { coin, orderId, clientOrderId } = order;
      const status = 'canceled';
      this.hear({ kind: 'orderClosed', at: this.at, coin, orderId, clientOrderId, status });
    }
  }

  fill(
    side: Side,
    size: number | string,
    price: number | string,
    more: Partial<Fill> = {},
  ): readonly Decision[] {
    return this.hear({
      kind: 'orderFilled',
      at: this.at,
      fill: this.fillOf(side, size, price, more),
    });
  }

  fillOf(
    side: Side,
    size: number | string,
    price: number | string,
    more: Partial<Fill> = {},
  ): Fill {
    return {
      tradeId: this.#nextTradeId++,
      orderId: 1_000_000,
      clientOrderId: null,
      coin: 'HYPE',
      side,
      price: decimal(price),
      size: decimal(size),
      fee: decimal(0),
      closedPnl: decimal(0),
      liquidity: 'maker',
      startPosition: this.state.positions[more.coin ?? 'HYPE']?.size ?? decimal(0),
      isLiquidation: false,
      time: this.at,
      ...more,
    };
  }

  view(): StatusView {
    return this.engine.view(this.state);
  }

  of<Name extends Decision['kind']>(kind: Name): readonly Kind<Name>[] {
    return this.decisions.filter((decision): decision is Kind<Name> => decision.kind === kind);
  }

  submitted(side?: Side): readonly OrderRequest[] {
    return this.of('submitOrder')
      .map(({ order }) => order)
      .filter((order) => side === undefined || order.side === side);
  }

  forget(): void {
    this.decisions.length = 0;
  }
}

/** A rig that is reconciled, flat unless told otherwise, with fresh prices around 27.11. */
export function liveRig(
  policy: CompiledPolicy,
  options: {
    readonly equity?: number | string;
    readonly positions?: readonly Partial<PositionReport>[];
    readonly state?: EngineState;
    readonly mark?: number | string;
  } = {},
): EngineRig {
  const rig = new EngineRig(policy, options.state).start();
  rig.reconcile(report(rig.at, options.equity ?? '397.49', options.positions ?? []));
  rig.mark(options.mark ?? '27.11');
  return rig;
}

function level(price: Decimal | number | string | null): BookLevel | null {
  return price === null ? null : { price: decimal(price), size: decimal(100) };
}

export function sizes(orders: readonly { readonly size: Decimal }[]): number {
  return orders.reduce((sum, { size }) => sum + size.toNumber(), 0);
}
