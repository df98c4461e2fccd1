/** A small engine that really decides, and journals of its runs, as lines and as files. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Decimal, decimal, ZERO } from '../../src/base/index.js';
import type { Decision, Engine, EngineEvent, StatusView } from '../../src/engine/index.js';
import {
  type JournalBody,
  type JournalLine,
  encodeRecord,
  type RunHeader,
} from '../../src/journal/index.js';
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

/** The bodies of one run: header, events with what the engine decides on them, ending. */
export function bodiesOfRun(
  events: readonly EngineEvent[],
  options: { header?: RunHeader; state?: SmallState; ended?: boolean } = {},
): { readonly bodies: readonly JournalBody[]; readonly state: SmallState } {
  const header = options.header ?? run();
  const engine = smallEngine(header);
  const at = events[0]?.at ?? START_MS;
  const bodies: JournalBody[] = [{ kind: 'run', at, run: header }];
  let state = options.state ?? engine.initialState;
  for (const event of events) {
    const step = engine.step(state, event);
    state = step.state;
    bodies.push({ kind: 'event', event });
    bodies.push(...step.decisions.map((decision) => ({ kind: 'decision' as const, decision })));
  }
  if (options.ended ?? true) {
    const end = { runId: header.runId, reason: 'asked to stop' };
    bodies.push({ kind: 'end', at: events.at(-1)?.at ?? at, end });
  }
  return { bodies, state };
}

/** Five ticks over midnight with two fills, the second over the limit: 15 records. */
export const SAMPLE_EVENTS: readonly EngineEvent[] = [
  top(START_MS, '27.1'),
  filled(START_MS + 4_000, '6.5'),
  top(START_MS + 8_000, '27.2'),
  { kind: 'clockTicked', at: START_MS + 10_000 },
  filled(START_MS + 12_000, '5.25'),
  top(START_MS + 16_000, '27.15'),
];

/** Chained lines' texts, from the beginning. */
export function textsOf(bodies: readonly JournalBody[]): string[] {
  let link = { seq: 0, hash: '0'.repeat(64) };
  return bodies.map((body) => {
    const encoded = encodeRecord(body, link);
    link = encoded.link;
    return encoded.text;
  });
}

export function linesOf(texts: readonly string[], isLastEnded = true): JournalLine[] {
  return texts.map((text, index) => ({
    file: 'audit-2026-11-20.jsonl',
    line: index + 1,
    text,
    isEnded: isLastEnded || index < texts.length - 1,
    isUtf8: true,
  }));
}

/** A copy with another last line. */
export function withLast(texts: readonly string[], text: string): string[] {
  return [...texts.slice(0, -1), text];
}

/** A directory of its own, gone when the test is over. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'mm-policy-journal-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}
