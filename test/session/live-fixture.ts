/** A real venue on a paced clock with a small scripted market, for tests of the live loop. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decimal, type TimeMs } from '../../src/base/index.js';
import type { CompiledPolicy } from '../../src/compile/index.js';
import {
  createEngine,
  type Decision,
  type Engine,
  type EngineEvent,
  type StatusView,
} from '../../src/engine/index.js';
import type { HyperliquidVenue } from '../../src/hyperliquid/index.js';
import { openJournal } from '../../src/journal/index.js';
import type { MarketEvent } from '../../src/market/index.js';
import {
  createEmbeddedVenue,
  type EmbeddedVenue,
  JournalWriter,
  type Session,
  type SessionNotice,
  startSession,
} from '../../src/session/index.js';
import { referenceInstruments } from '../../src/simulator/index.js';

export const START_MS: TimeMs = Date.UTC(2026, 10, 2, 12);
export const RUN_ID = '00112233445566ff';

export function policyOf(overrides: Partial<CompiledPolicy> = {}): CompiledPolicy {
  const place = { file: 'test.policy', line: 1, column: 1 };
  return {
    name: 'test',
    language: 1,
    file: 'test.policy',
    source: 'policy test\n',
    venue: { kind: 'embedded' },
    account: {
      address: null,
      initialBalance: decimal(1_000),
      dayReset: null,
      withdrawals: null,
      flattenWithin: null,
      profitableDay: null,
      existingPositions: 'adopt',
      foreignOrders: 'leave',
      deadManSwitch: null,
    },
    books: [{ key: 'no reset, no withdrawals', dayReset: null, withdrawals: null }],
    staleAfter: { mark: 7_000, book: 7_000, account: 15_000, stream: 15_000, limits: 60_000 },
    markets: [
      {
        coin: 'HYPE',
        place,
        leverage: 10,
        marginMode: 'cross',
        quote: null,
        sizing: null,
        atr: { count: 20, eachMs: 300_000 },
        allocation: {
          skew: decimal('0.2'),
          perSideLeast: decimal('0.3'),
          perSideMost: decimal('0.7'),
          method: 'inner-first',
          temperature: decimal('0.1'),
        },
      },
    ],
    laterSettings: [],
    presets: [],
    rules: [],
    ...overrides,
  };
}

export interface Bench {
  readonly embedded: EmbeddedVenue;
  readonly journal: JournalWriter;
  readonly journalDirectory: string;
  readonly notices: SessionNotice[];
  close(): Promise<void>;
}

export async function openBench(
  policy: CompiledPolicy,
  market: Iterable<MarketEvent>,
  directory = mkdtempSync(join(tmpdir(), 'mm-policy-session-')),
): Promise<Bench> {
  const notices: SessionNotice[] = [];
  const embedded = await createEmbeddedVenue({
    policy,
    instruments: referenceInstruments,
    market,
    startMs: START_MS,
    speed: Infinity,
    port: 0,
    onProblem: (text) => notices.push({ at: 0, level: 'warning', text }),
  });
  const journal = openJournal({ directory });
  const header = {
    runId: RUN_ID,
    toolVersion: 'test',
    nodeVersion: process.versions.node,
    policy: { file: policy.file, source: policy.source },
    venue: embedded.venue.name,
  };
  return {
    embedded,
    journal: new JournalWriter(journal, header, START_MS),
    journalDirectory: directory,
    notices,
    close: async () => {
      await embedded.close();
      await journal.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Starts an engine in a bench, where nobody has run before; its clock is still to be started. */
export function startIn<State>(
  { embedded, journal, notices }: Bench,
  policy: CompiledPolicy,
  engine: Engine<State>,
  stepped: (event: EngineEvent, decisions: readonly Decision[]) => void,
): Promise<Session> {
  return startSession({
    policy,
    venue: embedded.venue,
    engine,
    state: engine.initialState,
    journal,
    clock: embedded.clock,
    runId: RUN_ID,
    runIds: [RUN_ID],
    lastReconciledAt: null,
    reArm: null,
    observer: { stepped, noticed: (notice) => notices.push(notice) },
  });
}

/** Starts the policy's own engine in a bench, telling each event that it hears. */
export async function startEngine(
  bench: Bench,
  policy: CompiledPolicy,
  hear: (event: EngineEvent) => void,
  venue: HyperliquidVenue = bench.embedded.venue,
): Promise<Session> {
  const atVenue = { ...bench, embedded: { ...bench.embedded, venue } };
  const session = await startIn(atVenue, policy, createEngine(policy), hear);
  bench.embedded.run(session);
  return session;
}

/** An engine that decides what a test says, so that the loop around it can be watched. */
export function scriptedEngine(
  decide: (event: EngineEvent, seen: readonly EngineEvent[]) => readonly Decision[],
): Engine<readonly EngineEvent[]> {
  return {
    initialState: [],
    step: (seen, event) => ({ state: [...seen, event], decisions: decide(event, seen) }),
    view: (seen): StatusView => ({
      at: seen.at(-1)?.at ?? 0,
      state: 'active',
      equity: null,
      dayPnl: null,
      exposure: null,
      unrealizedPnl: null,
      openOrders: 0,
      unansweredOrders: 0,
      fills: 0,
      denied: 0,
      rejected: 0,
      markets: [],
      headroom: [],
      objectives: [],
    }),
  };
}
