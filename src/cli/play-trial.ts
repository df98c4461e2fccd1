/** Plays one planned trial; what a worker thread does, and the command itself where it has one. */
import type { TimeMs } from '../base/index.js';
import { compilePolicyText } from '../compile/index.js';
import { carriedPresets } from '../replay/index.js';
import { openMarket, runTrial, type Trial } from '../study/index.js';
import type { TrialPlan } from './what-if-plan.js';

/** `onShare`: how much of it is done, 0 to 1. `stop` ends it where it is. */
export async function playTrial(
  { label, file, source, presets, market, exchange, margin, durationMs }: TrialPlan,
  onShare: (share: number) => void,
  stop: AbortSignal,
): Promise<Trial> {
  const { policy } = compilePolicyText(file, source, carriedPresets(presets), Date.now());
  if (policy === null) throw new Error(`${label} does not compile any more`);
  const opened = await openMarket(policy, market);
  const endMs: TimeMs = Math.min(
    opened.endMs ?? Number.POSITIVE_INFINITY,
    durationMs === null ? Number.POSITIVE_INFINITY : opened.startMs + durationMs,
  );
  return runTrial({
    label,
    policy,
    market: opened,
    exchange,
    margin,
    stop,
    ...(durationMs === null ? {} : { durationMs }),
    onProgress: (nowMs) => onShare((nowMs - opened.startMs) / (endMs - opened.startMs)),
  });
}
