/** How fast one engine judges the events of a real session, and what twice the rules cost. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CompiledPolicy } from '../../src/compile/index.js';
import type { EngineEvent } from '../../src/engine/index.js';
import { type Bench, median, timed } from './bench-result.js';
import { compilePolicyText, createEngine, readJournal } from './built-rooms.js';
import { quietRun } from './quiet-run.js';

const POLICY = 'policies/demo.policy';
const SESSION_MS = 120_000;
const ROUNDS = 5;

export const engineDecisions: Bench = {
  name: 'engine-decisions',
  about: 'decisions of one engine per second, over the events of a two-minute session',
  async run(scratch, note) {
    const journal = join(scratch, 'engine-decisions');
    await quietRun({ policy: POLICY, journal, forMs: SESSION_MS });
    const events = await readEvents(journal);
    const once = compile();
    const twice = withRulesTwice(once);
    const decisions = judge(once, events);
    judge(twice, events);
    const rates: { once: number[]; twice: number[] } = { once: [], twice: [] };
    for (let round = 1; round <= ROUNDS; round++) {
      rates.once.push(await timed(() => void judge(once, events)));
      rates.twice.push(await timed(() => void judge(twice, events)));
      note(`round ${round} of ${ROUNDS}`);
    }
    const [seconds, secondsTwice] = [median(rates.once), median(rates.twice)];
    const ratio = seconds / secondsTwice;
    const peer = `the same ${once.rules.length} rules, each twice`;
    return [
      { name: 'engine-decisions', value: decisions / seconds, unit: 'decisions/s', ratio, peer },
      { name: 'engine-events', value: events.length / seconds, unit: 'events/s', ratio, peer },
    ];
  },
};

function compile(): CompiledPolicy {
  const { policy } = compilePolicyText(POLICY, readFileSync(POLICY, 'utf8'));
  if (policy === null) throw new Error(`${POLICY} does not compile`);
  return policy;
}

function withRulesTwice(policy: CompiledPolicy): CompiledPolicy {
  const again = policy.rules.map((rule) => ({ ...rule, path: `${rule.path}-again` }));
  return { ...policy, rules: [...policy.rules, ...again] };
}

async function readEvents(journal: string): Promise<EngineEvent[]> {
  const events: EngineEvent[] = [];
  for await (const { record } of readJournal(journal)) {
    if (record?.kind === 'event') events.push(record.event);
  }
  return events;
}

/** Number of decisions. */
function judge(policy: CompiledPolicy, events: readonly EngineEvent[]): number {
  const engine = createEngine(policy);
  let state = engine.initialState;
  let decisions = 0;
  for (const event of events) {
    const step = engine.step(state, event);
    state = step.state;
    decisions += step.decisions.length;
  }
  return decisions;
}
