/** Plays every test of a policy to the engine, and keeps what its conditions came to. */
import {
  DAY_MS,
  daysFromEpoch,
  type DurationMs,
  instantOfLocal,
  type TimeMs,
  unreachable,
} from '../base/index.js';
import type { CheckedStart, CheckedStep, CheckedTest } from '../check/index.js';
import type { CompiledPolicy } from '../compile/index.js';
import type { Instrument } from '../market/index.js';
import { CoverageTally } from './condition-coverage.js';
import { type FigureText, judgeExpectation } from './judge-expectation.js';
import type { RehearsalReport, RehearsedTest, UnmetExpectation } from './rehearsal-report.js';
import { rehearsedPolicy } from './rehearsed-policy.js';
import { Stage, TICK_MS } from './stage.js';

export interface RehearsalOptions {
  /** What the venue lists; a market it does not list is made up to fit the policy. */
  readonly instruments: readonly Instrument[];
  readonly figure: FigureText;
}

/** A Wednesday's noon, for tests to which no date matters: 2026-01-07 12:00 UTC. */
const ANY_DAY: CheckedStart = { year: 2026, month: 1, day: 7, hour: 12, minute: 0, zone: 'UTC' };
const MINUTE_MS: DurationMs = 60_000;
/** Conditions are looked at for coverage this often, and around every step. */
const COVERAGE_EVERY_MS: DurationMs = 4 * TICK_MS;

export function rehearse(
  policy: CompiledPolicy,
  tests: readonly CheckedTest[],
  options: RehearsalOptions,
): RehearsalReport {
  const tally = new CoverageTally(policy);
  const played = tests.map((test) => playTest(policy, test, options, tally));
  return { tests: played, coverage: tally.result() };
}

function playTest(
  policy: CompiledPolicy,
  test: CheckedTest,
  { instruments, figure }: RehearsalOptions,
  tally: CoverageTally,
): RehearsedTest {
  const stage = new Stage(rehearsedPolicy(policy, test), test, startOf(test), instruments);
  const observe = (): void => tally.observe(stage.inspector, stage.state);
  const observeSometimes = (): void => {
    if (stage.atMs % COVERAGE_EVERY_MS === 0) observe();
  };
  const unmet: UnmetExpectation[] = [];
  observe();
  for (const step of test.steps) {
    stage.advanceTo(step.atMs, observeSometimes);
    const got = takeStep(stage, step, figure);
    if (got !== null) unmet.push({ span: step.span, atMs: step.atMs, got });
    observe();
  }
  tally.observeLimits(stage.limitsJudged);
  return { test, unmet };
}

/** What was there instead of what the step expects; null where it holds or expects nothing. */
function takeStep(stage: Stage, { action }: CheckedStep, figure: FigureText): string | null {
  switch (action.kind) {
    case 'expect':
      return judgeExpectation(stage, action.expectation, figure);
    case 'set':
      stage.set(action.facts);
      return null;
    case 'submit':
      stage.submit(action.order, action.times);
      return null;
    case 'fill':
      stage.fill(action.order);
      return null;
    case 'operator':
      stage.command(action.command);
      return null;
    case 'restart':
      stage.restart();
      return null;
    default:
      return unreachable(action);
  }
}

function startOf({ start }: CheckedTest): TimeMs {
  const { year, month, day, hour, minute, zone } = start ?? ANY_DAY;
  const timeMs = (hour * 60 + minute) * MINUTE_MS;
  return instantOfLocal(daysFromEpoch(year, month, day) * DAY_MS + timeMs, zone);
}
