/** Which way each trigger moved between two policies, as far as one recording shows it. */
import type { TimeMs } from '../base/index.js';
import type { RuleKind } from '../compile/index.js';
import type { Trial, TrialHeadroom } from '../study/index.js';

/** One trigger in both policies, held against each other on the same account. */
export interface RuleShift {
  readonly rule: string;
  readonly kind: RuleKind;
  readonly coin: string | null;
  /**
   * TIGHTER: nearer to tripping wherever they differ; LOOSER: further; INCOMPARABLE: now this, now
   * that. SAME says that they did not differ here, not that they never would.
   */
  readonly label: 'TIGHTER' | 'LOOSER' | 'INCOMPARABLE' | 'SAME';
  /** Where they differed most: when, and the way left before and after, 0 to 1. */
  readonly witness: {
    readonly at: TimeMs;
    readonly before: number;
    readonly after: number;
  } | null;
  /** A rule that only one of them has. */
  readonly change: 'added' | 'removed' | 'kept';
}

/** Less than this part of the way is rounding. */
const LEAST = 1e-9;

/**
 * `after` has to be the candidate's `shadowTrial` beside `before`: only then do both stand before
 * the same account. Limits are not triggers: what they changed shows in the denials.
 */
export function ruleShifts(before: Trial, after: Trial): readonly RuleShift[] {
  const shifts = before.headroom.map((old): RuleShift => {
    const now = after.headroom.find((each) => isSame(each, old));
    const { rule, kind, coin } = old;
    if (now === undefined) {
      return { rule, kind, coin, label: 'LOOSER', witness: null, change: 'removed' };
    }
    return { rule, kind, coin, ...shiftOf(before, old, after, now), change: 'kept' };
  });
  const added = after.headroom.filter((now) => !before.headroom.some((old) => isSame(now, old)));
  return [
    ...shifts,
    ...added.map(({ rule, kind, coin }): RuleShift => ({
      rule,
      kind,
      coin,
      label: 'TIGHTER',
      witness: null,
      change: 'added',
    })),
  ];
}

function isSame(one: TrialHeadroom, other: TrialHeadroom): boolean {
  return one.rule === other.rule && one.coin === other.coin && one.kind === other.kind;
}

function shiftOf(
  before: Trial,
  old: TrialHeadroom,
  after: Trial,
  now: TrialHeadroom,
): Pick<RuleShift, 'label' | 'witness'> {
  const places = new Map(momentsOf(after).map((at, place) => [at, place]));
  let witness: RuleShift['witness'] = null;
  let isTighter = false;
  let isLooser = false;
  for (const [place, at] of momentsOf(before).entries()) {
    const first = old.fractionLeft[place] ?? null;
    const second = now.fractionLeft[places.get(at) ?? -1] ?? null;
    if (first === null || second === null) continue;
    const moved = second - first;
    if (Math.abs(moved) <= LEAST) continue;
    isTighter ||= moved < 0;
    isLooser ||= moved > 0;
    if (witness !== null && Math.abs(moved) <= Math.abs(witness.after - witness.before)) continue;
    witness = { at, before: first, after: second };
  }
  const both = isTighter && isLooser ? 'INCOMPARABLE' : isTighter ? 'TIGHTER' : 'LOOSER';
  return { label: witness === null ? 'SAME' : both, witness };
}

/**
 * The candidate does not hear what became of the other's orders, so that now and then its sample is
 * later and has no fellow; the last one is taken at the end, in the middle of an event.
 */
function momentsOf({ times }: Trial): readonly TimeMs[] {
  return times.slice(0, -1);
}
