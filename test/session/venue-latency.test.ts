/** Goal: a session on a venue with latency waits for its answers in market time, wired or not. */
import { describe, expect, it } from 'vitest';
import type { Decision, EngineEvent } from '../../src/engine/index.js';
import { createEngine } from '../../src/engine/index.js';
import { syntheticMarket } from '../../src/feed/index.js';
import {
  createDirectVenue,
  createEmbeddedVenue,
  type DirectVenue,
  type EmbeddedVenue,
  startSession,
} from '../../src/session/index.js';
import { constantLatency, powerQueue, referenceInstruments } from '../../src/simulator/index.js';
import { policyText, START_MS } from '../scenarios/live-kit.js';
import { compilePolicy } from '../scenarios/trade-on.js';
import { RUN_ID } from './live-fixture.js';

const MS = 1e6;
const POLICY = compilePolicy(policyText(''));
const MODELS = { latency: constantLatency(30 * MS, 20 * MS), queue: powerQueue(2) };
const RUN_FOR_MS = 12_000;

type Step = readonly [EngineEvent, readonly Decision[]];

async function stepsOn(embedded: DirectVenue | EmbeddedVenue): Promise<readonly Step[]> {
  const engine = createEngine(POLICY);
  const steps: Step[] = [];
  const session = await startSession({
    policy: POLICY,
    venue: embedded.venue,
    engine,
    state: engine.initialState,
    journal: {
      writeEvent: () => undefined,
      writeDecisions: () => undefined,
      sync: async () => undefined,
    },
    clock: embedded.clock,
    runId: RUN_ID,
    runIds: [RUN_ID],
    lastReconciledAt: null,
    reArm: null,
    observer: {
      stepped: (event, decisions) => steps.push([event, decisions]),
      noticed: () => undefined,
    },
  });
  embedded.clock.callAt(START_MS + RUN_FOR_MS, () => session.stop('over'));
  embedded.run(session);
  await session.ended;
  await embedded.close();
  return steps;
}

const market = () => syntheticMarket({ seed: 4, startTime: START_MS, intensity: 20 });
const options = () => ({
  policy: POLICY,
  instruments: referenceInstruments,
  market: market(),
  startMs: START_MS,
});

/** From each order's or cancel's decision to the venue's word of it, ms. */
function delaysOf(steps: readonly Step[]): { answers: Set<number>; count: number } {
  const sentAt = new Map<string, number>();
  const answers = new Set<number>();
  let count = 0;
  for (const [event, decisions] of steps) {
    if (event.kind === 'orderAccepted') {
      answers.add(event.at - (sentAt.get(event.clientOrderId) ?? Number.NaN));
      count += 1;
    }
    for (const decision of decisions) {
      if (decision.kind === 'submitOrder') sentAt.set(decision.order.clientOrderId, event.at);
    }
  }
  return { answers, count };
}

const submitted = (steps: readonly Step[]): readonly string[] =>
  steps.flatMap(([event, decisions]) =>
    decisions.flatMap((each) =>
      each.kind === 'submitOrder' ? `${event.at} ${each.order.price}` : [],
    ),
  );

describe('a session on a venue with latency', () => {
  it('hears of each order after both latencies and of each fill after one, over the wire and not', async () => {
    const direct = await stepsOn(await createDirectVenue({ ...options(), models: MODELS }));
    const wired = await stepsOn(
      await createEmbeddedVenue({
        ...options(),
        models: MODELS,
        speed: Infinity,
        port: 0,
        onProblem: () => undefined,
      }),
    );
    for (const steps of [direct, wired]) {
      const { answers, count } = delaysOf(steps);
      expect(count).toBeGreaterThan(20);
      expect([...answers]).toEqual([50]);
      const fills = steps.flatMap(([event]) => (event.kind === 'orderFilled' ? [event] : []));
      expect(fills.length).toBeGreaterThan(3);
      // Each 20 ms after it happened, whether it happened on arrival or by the market.
      expect(new Set(fills.map(({ at, fill }) => at - fill.time))).toEqual(new Set([20]));
    }
    expect(submitted(wired)).toEqual(submitted(direct));
  });
});
