/**
 * What-if is the live loop: the same market, once handed over in process and once over real HTTP and
 * WebSocket with signed actions, gives the same decisions, every one of them. A market that fills
 * orders the moment they arrive is left out: over sockets the news of a fill may then overtake the
 * answer to its own order, and a cancel names the order by our id instead of the venue's.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { DurationMs } from '../../src/base/index.js';
import type { CompiledPolicy } from '../../src/compile/index.js';
import { createEngine, type Decision } from '../../src/engine/index.js';
import { createEmbeddedVenue, startSession } from '../../src/session/index.js';
import { openMarket, runTrial } from '../../src/study/index.js';
import { compile } from '../engine/engine-kit.js';

const START_MS = Date.UTC(2026, 0, 5, 12);
const SOURCE = { kind: 'synthetic', seed: 11, startMs: START_MS } as const;
const RUN_ID = '00000000000057d1';
/** Requotes and fills in four markets, and whole ladders that come and go in one. */
const RUNS = [
  { file: 'test/study/busy.policy', durationMs: 45_000 },
  { file: 'test/study/flicker.policy', durationMs: 122_000 },
] as const;
const LEAST = 10_000;

async function decidedInProcess(
  policy: CompiledPolicy,
  durationMs: DurationMs,
): Promise<Decision[]> {
  const decided: Decision[] = [];
  await runTrial({
    label: 'in process',
    policy,
    market: await openMarket(policy, SOURCE),
    durationMs,
    onStep: (_, decisions) => decided.push(...decisions),
  });
  return decided;
}

async function decidedOverTheWire(
  policy: CompiledPolicy,
  durationMs: DurationMs,
): Promise<Decision[]> {
  const decided: Decision[] = [];
  const market = await openMarket(policy, SOURCE);
  const embedded = await createEmbeddedVenue({
    policy,
    instruments: market.instruments,
    market: market.events,
    startMs: market.startMs,
    speed: Number.POSITIVE_INFINITY,
    port: 0,
    onProblem: (problem) => {
      throw new Error(problem);
    },
  });
  try {
    const engine = createEngine(policy);
    const session = await startSession({
      policy,
      venue: embedded.venue,
      engine,
      state: engine.initialState,
      journal: {
        writeEvent: () => undefined,
        writeDecisions: () => undefined,
        sync: () => Promise.resolve(),
      },
      clock: embedded.clock,
      runId: RUN_ID,
      runIds: [RUN_ID],
      lastReconciledAt: null,
      reArm: null,
      observer: { stepped: (_, decisions) => decided.push(...decisions), noticed: () => undefined },
    });
    embedded.clock.callAt(START_MS + durationMs, () => session.stop('the time is over'));
    embedded.run(session);
    await session.ended;
  } finally {
    await embedded.close();
  }
  return decided;
}

describe('one engine', () => {
  it('decides the same in a what-if and live over the wire, ten thousand times', async () => {
    let compared = 0;
    const kinds = new Set<string>();
    for (const { file, durationMs } of RUNS) {
      const policy = compile(readFileSync(file, 'utf8'));
      const inProcess = await decidedInProcess(policy, durationMs);
      const overTheWire = await decidedOverTheWire(policy, durationMs);
      const differing = inProcess.findIndex(
        (decision, index) => JSON.stringify(decision) !== JSON.stringify(overTheWire[index]),
      );
      const at = Math.max(0, differing);
      expect(inProcess[at], `${file}, decision ${at}`).toEqual(overTheWire[at]);
      expect(differing).toBe(-1);
      expect(overTheWire).toHaveLength(inProcess.length);
      compared += inProcess.length;
      for (const { kind } of inProcess) kinds.add(kind);
    }
    expect(compared).toBeGreaterThan(LEAST);
    for (const kind of ['submitOrder', 'cancelOrder', 'positionChanged', 'ruleReleased']) {
      expect(kinds).toContain(kind);
    }
  }, 180_000);
});
