/** A comparison from its command line to its exit code. */
import type { Trial } from '../study/index.js';
import type { CliIo } from './cli-io.js';
import { createPaint } from './paint.js';
import { refusalOf } from './run-refusal.js';
import { playTrials, type TrialOutcome, type TrialPoolOptions } from './trial-pool.js';
import { TrialStore } from './trial-store.js';
import type { WhatIfOptions } from './what-if-options.js';
import { planTrials, type TrialPlan } from './what-if-plan.js';
import { WhatIfProgress } from './what-if-progress.js';
import { openReport } from './what-if-report.js';
import { trialLine } from './trial-line.js';
import { whatIfTable } from './what-if-table.js';
import { loadSeriesWriter } from './write-series.js';

const FAILED = 1;
const INTERRUPTED = 130;

export async function whatIf(
  files: readonly string[],
  options: WhatIfOptions,
  io: CliIo,
): Promise<number> {
  try {
    const plans = await planTrials(files, options, io);
    // Before anything is played: a report that cannot be written is told at once.
    const report = options.report === undefined ? null : openReport(options.report);
    const writeSeries = options.series === undefined ? null : await loadSeriesWriter();
    const { outcomes, isInterrupted } = await playAll(plans, options, io);
    const trials = outcomes.flatMap((each) => (each?.kind === 'done' ? [each.trial] : []));
    tell(trials, options, io);
    const failures = tellFailures(plans, outcomes, io);
    if (report !== null && trials.length > 0) {
      report.write(trials);
      io.err(`report ${options.report ?? ''}\n`);
    }
    if (writeSeries !== null && options.series !== undefined && trials.length > 0) {
      writeSeries(options.series, trials);
      io.err(`series ${options.series}\n`);
    }
    if (isInterrupted) {
      const whole = trials.filter(({ isWhole }) => isWhole).length;
      io.err(`interrupted: ${whole} of ${plans.length} trials done\n`);
      return INTERRUPTED;
    }
    return failures > 0 ? FAILED : 0;
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal === null) throw error;
    io.err(`${refusal.text}\n`);
    return refusal.exitCode;
  }
}

type Outcomes = readonly (TrialOutcome | null)[];

/** Null is the outcome of a trial that did not begin. */
async function playAll(
  plans: readonly TrialPlan[],
  options: WhatIfOptions,
  io: CliIo,
): Promise<{ readonly outcomes: Outcomes; readonly isInterrupted: boolean }> {
  const store = options.results === undefined ? null : new TrialStore(options.results);
  const outcomes: (TrialOutcome | null)[] = plans.map((plan) => {
    const trial = store?.find(plan) ?? null;
    return trial === null ? null : { kind: 'done', trial };
  });
  const open = [...plans.keys()].filter((index) => outcomes[index] === null);
  const kept = plans.length - open.length;
  if (kept > 0) io.err(`${kept} of ${plans.length} trials were there already\n`);
  const progress = new WhatIfProgress(open.length, io, () => performance.now());
  const stop = new AbortController();
  const onInterrupt = (): void => stop.abort();
  // The second signal means what it means by default.
  process.once('SIGINT', onInterrupt);
  process.once('SIGTERM', onInterrupt);
  try {
    const toPlay = open.flatMap((index) => plans[index] ?? []);
    const { workers } = options;
    const listeners = {
      stop: stop.signal,
      onShare: (at: number, share: number) => {
        if (options.quiet !== true) progress.share(at, share);
      },
      onDone: (at: number, outcome: TrialOutcome) => {
        const plan = toPlay[at];
        outcomes[open[at] ?? 0] = outcome;
        const isWhole = outcome.kind === 'done' && outcome.trial.isWhole;
        if (isWhole && plan !== undefined) store?.keep(plan, outcome.trial);
        if (options.quiet !== true) progress.done(at);
      },
    } satisfies Omit<TrialPoolOptions, 'workers'>;
    if (typeof workers === 'string') {
      const { playOverBroker } = await import('./play-over-broker.js');
      await playOverBroker(toPlay, workers, listeners);
    } else {
      await playTrials(toPlay, { ...listeners, workers });
    }
  } finally {
    progress.clear();
    process.off('SIGINT', onInterrupt);
    process.off('SIGTERM', onInterrupt);
  }
  return { outcomes, isInterrupted: stop.signal.aborted };
}

function tell(trials: readonly Trial[], options: WhatIfOptions, io: CliIo): void {
  if (options.json === true) {
    for (const trial of trials) {
      io.out(`${trialLine(trial)}\n`);
    }
    return;
  }
  if (trials.length === 0) return;
  const paint = createPaint(io.useColor);
  io.out(`${whatIfTable(trials, io.columns, paint).join('\n')}\n`);
}

function tellFailures(plans: readonly TrialPlan[], outcomes: Outcomes, io: CliIo): number {
  let failures = 0;
  for (const [index, outcome] of outcomes.entries()) {
    if (outcome?.kind !== 'failed') continue;
    failures += 1;
    io.err(`error: ${plans[index]?.label ?? ''}: ${outcome.reason}\n`);
  }
  return failures;
}
