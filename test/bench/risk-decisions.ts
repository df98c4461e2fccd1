/**
 * How fast a risk manager decides while its state changes, what the rules alone cost beside plain
 * doubles, and what three rule engines take for the same comparisons. In time of the processor, so
 * that what else the machine does falls out.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { homedir } from 'node:os';
import { type Bench, type BenchResult, median } from './bench-result.js';
import { compilePolicyText, createRiskManager } from './built-rooms.js';
import { processorSeconds } from './processor-seconds.js';
import { makeRiskDay, playRiskDay, type RiskDayTally, START_AT } from './risk-day.js';
import { type RuleEngine, ruleEngines, type Sides } from './rule-engines.js';
import { rulesAlone, sidesOf } from './rules-alone.js';

const POLICY = 'test/risk/risk-desk.policy';
const ORDERS = 200_000;
const ROUNDS = 9;
/** Rounds for the compiler of the runtime. */
const WARM_UP = 3;
const COMPARISONS = 14;
const PEER_DECISIONS = 300;
const MEGABYTE = 2 ** 20;

export const riskDecisions: Bench = {
  name: 'risk-decisions',
  about: 'orders judged by two dozen rules between price changes, beside three rule engines',
  async run(_scratch, note) {
    const { policy } = compilePolicyText(POLICY, readFileSync(POLICY, 'utf8'));
    if (policy === null) throw new Error(`${POLICY} does not compile`);
    const day = makeRiskDay(ORDERS, 7);
    const seconds: number[] = [];
    let tally = newTally();
    for (let round = 0; round < WARM_UP + ROUNDS; round += 1) {
      tally = newTally();
      const risk = createRiskManager(policy, { at: START_AT });
      const taken = processorSeconds(() => playRiskDay(risk, day, tally));
      if (round >= WARM_UP) seconds.push(taken);
    }
    const [buckets, toldBuckets] = [new Uint32Array(20_000), new Uint32Array(20_000)];
    const timed = { ...newTally(), buckets, toldBuckets };
    playRiskDay(createRiskManager(policy, { at: START_AT }), day, timed);
    // The fastest: what a machine shared with others does to the rest says nothing of ours.
    const fastest = Math.min(...seconds);
    const perOrder = fastest / ORDERS;
    note(`${((100 * tally.denied) / tally.orders).toFixed(0)}% of ${ORDERS} orders denied`);
    const heap: number[] = [];
    const held = { ...newTally(), heap };
    playRiskDay(createRiskManager(policy, { at: START_AT }), day, held);
    note(
      `heap after each quarter: ${heap.map((bytes) => (bytes / MEGABYTE).toFixed(1)).join(', ')} MB`,
    );
    const clock = clockCost();
    note(`${clock.toFixed(2)} µs of each order's time are the clock's own, and taken off`);
    const alone = rulesAlone(policy, note);
    const engines = await slowness(fastest / tally.events, policy, note);
    return [
      { name: 'risk-decisions', value: tally.events / fastest, unit: 'decisions/s' },
      { name: 'risk-orders', value: 1 / perOrder, unit: 'orders/s, each with its price' },
      {
        name: 'risk-events',
        value: tally.told / fastest,
        unit: 'events/s, acceptances and cancels too',
      },
      { name: 'risk-event-p50', value: quantile(toldBuckets, 0.5) - clock, unit: 'µs' },
      { name: 'risk-event-p999', value: quantile(toldBuckets, 0.999) - clock, unit: 'µs' },
      { name: 'risk-order-p50', value: quantile(buckets, 0.5) - clock, unit: 'µs' },
      { name: 'risk-order-p999', value: quantile(buckets, 0.999) - clock, unit: 'µs' },
      { name: 'risk-heap-growth', value: grownBy(heap), unit: 'MB, last quarter over the first' },
      alone,
      ...engines,
    ];
  },
};

function newTally(): RiskDayTally {
  const none = { buckets: null, toldBuckets: null, heap: null };
  return { orders: 0, denied: 0, events: 0, told: 0, ...none };
}

/** Microseconds that two looks at the clock lie apart. */
function clockCost(): number {
  const apart = Array.from({ length: 20_001 }, () => {
    const startedMs = performance.now();
    return (performance.now() - startedMs) * 1_000;
  });
  return median(apart);
}

function grownBy(heap: readonly number[]): number {
  return ((heap.at(-1) ?? Number.NaN) - (heap[0] ?? Number.NaN)) / MEGABYTE;
}

async function slowness(
  perDecision: number,
  policy: Parameters<typeof sidesOf>[0],
  note: (text: string) => void,
): Promise<readonly BenchResult[]> {
  let engines: readonly RuleEngine[] = [];
  try {
    engines = ruleEngines(join(homedir(), '.cache', 'mm-policy-bench'), COMPARISONS);
  } catch {
    note('the rule engines cannot be installed here');
  }
  const cases = sidesOf(policy, COMPARISONS, PEER_DECISIONS);
  const results: BenchResult[] = [];
  for (const engine of engines) {
    await checkVerdicts(engine, cases);
    const before = process.cpuUsage();
    for (const sides of cases) await engine.judge(sides);
    const { user, system } = process.cpuUsage(before);
    const seconds = (user + system) / 1e6 / cases.length;
    const ratio = seconds / perDecision;
    const peer = 'as long as a decision of ours';
    results.push({ name: engine.name, value: seconds * 1e6, unit: 'µs', ratio, peer });
  }
  return results;
}

async function checkVerdicts(engine: RuleEngine, cases: readonly Sides[]): Promise<void> {
  for (const sides of cases) {
    const expected = sides.left.flatMap((left, index) =>
      left <= (sides.right[index] ?? 0) ? [] : [index],
    );
    const found = await engine.judge(sides);
    if (found.join() !== expected.join()) {
      throw new Error(`${engine.name} says ${found.join()}, not ${expected.join()}`);
    }
  }
}

/** Microseconds, from buckets of 10 ns. */
function quantile(buckets: Uint32Array, share: number): number {
  const all = buckets.reduce((sum, count) => sum + count, 0);
  let seen = 0;
  for (const [index, count] of buckets.entries()) {
    seen += count;
    if (seen >= share * all) return (index + 1) / 100;
  }
  return Number.NaN;
}
