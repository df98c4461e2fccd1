/** How the engine has each trigger stand, in the kernel's numbers. */
import type { EngineState, Inspector } from '../engine/index.js';
import { codeOf } from '../kernel/index.js';

/** Of a tripped rule whose `until` is a condition: whether that held when it was judged last. */
export interface KnownRelease {
  readonly trigger: number;
  readonly isMet: boolean;
}

/** No truth at all: the engine has to judge it first. */
const NEVER_JUDGED = -1;

export function knownTruthsOf(state: EngineState, { triggers }: Inspector): number[] {
  return triggers.map(({ key }) => {
    const truth = state.rules[key]?.truth;
    return truth === undefined ? NEVER_JUDGED : codeOf(truth);
  });
}

export function knownReleasesOf(state: EngineState, inspector: Inspector): readonly KnownRelease[] {
  return inspector.triggers.flatMap((instance, trigger) => {
    const hold = inspector.holdOf(state, instance);
    if (hold === null || instance.rule.release.kind !== 'condition') return [];
    return [{ trigger, isMet: hold.releasingSince !== null }];
  });
}
