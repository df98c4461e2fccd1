/** A small engine that really decides, with events for it; plain Node can load it too. */
import { type Decimal, decimal, ZERO } from '../../src/base/index.js';
import type { Decision, Engine, EngineEvent, StatusView } from '../../src/engine/index.js';
import type { RunHeader } from '../../src/journal/index.js';
import type { Fill } from '../../src/market/index.js';

export const START_MS = Date.UTC(2026, 10, 20, 23, 59, 50);

export function run(overrides: Partial<RunHeader> = {}): RunHeader {
  return {
    runId: '00000000000000a1',
    toolVersion: '0.1.0',
    nodeVersion: '24.0.0',
    policy: { file: 'policies/small.policy', source: 'limit 10\n' },
    venue: 'embedded venue',
    ...overrides,
  };
}

export interface SmallState {
  readonly position: Decimal;
  readonly quotes: number;
}

/** Quotes at each top, cancels all and says so at each fill that takes it over its limit. */
export function smallEngine(header: RunHeader): Engine<SmallState> {
  const limit = decimal(/limit (\S+)/.exec(header.policy.source)?.[1] ?? 'NaN');
  return {
    initialState: { position: ZERO, quotes: 0 },
    view: (): StatusView => {
      throw new Error('nobody looks at the small engine');
    },
    step(state, event) {
      switch (event.kind) {
        case 'topChanged': {
          const decisions = event.bid === null ? [] : quote(event, event.bid.price, state.quotes);
          return { state: { ...state, quotes: state.quotes + decisions.length }, decisions };
        }
        case 'orderFilled': {
          const position = state.position.plus(event.fill.size);
          const decisions = position.gt(limit) ? halt(event, position) : [];
          return { state: { ...state, position }, decisions };
        }
        default:
          return { state, decisions: [] };
      }
    },
  };
}

function quote(event: { at: number; coin: string }, price: Decimal, quotes: number): Decision[] {
  return (['buy', 'sell'] as const).map((side, index) => ({
    kind: 'submitOrder',
    at: event.at,
    order: {
      coin: event.coin,
      side,
      price: price.times(side === 'buy' ? '0.999' : '1.001'),
      size: decimal(1),
      timeInForce: 'post-only',
      reduceOnly: false,
      clientOrderId: `0x${(quotes + index).toString(16).padStart(32, '0')}`,
    },
  }));
}

function halt(event: { at: number; fill: Fill }, position: Decimal): Decision[] {
  const { coin } = event.fill;
  return [
    {
      kind: 'tradingStateChanged',
      at: event.at,
      coin,
      from: 'active',
      to: 'halted',
      rule: `position ${position.toString()}`,
      endsBy: 're-arm',
    },
    {
      kind: 'cancelOrder',
      at: event.at,
      coin,
      orderId: event.fill.orderId,
      clientOrderId: null,
      reason: 'halted',
    },
  ];
}

export function top(at: number, price: string): EngineEvent {
  const bid = { price: decimal(price), size: decimal('2.5') };
  return { kind: 'topChanged', at, coin: 'HYPE', bid, ask: null, venueTime: at - 40 };
}

export function filled(at: number, size: string): EngineEvent {
  return {
    kind: 'orderFilled',
    at,
    fill: {
      tradeId: at,
      orderId: 7,
      clientOrderId: null,
      coin: 'HYPE',
      side: 'buy',
      price: decimal('27.11'),
      size: decimal(size),
      fee: decimal('0.004'),
      closedPnl: ZERO,
      liquidity: 'maker',
      startPosition: ZERO,
      isLiquidation: false,
      time: at - 40,
    },
  };
}
