/** How the engine has each trigger stand, in the kernel's numbers. */
import type { EngineState, Inspector } from '../engine/index.js';
import { codeOf, FALSE, TRUE } from '../kernel/index.js';

/** Its `until` says nothing now. */
export const NOT_HELD = -1;
/** No truth at all: the engine has to judge it first. */
const NEVER_JUDGED = -1;

export function knownTruthsOf(state: EngineState, { triggers }: Inspector): number[] {
  return triggers.map(({ key }) => {
    const truth = state.rules[key]?.truth;
    return truth === undefined ? NEVER_JUDGED : codeOf(truth);
  });
}

/** Whether the `until` of each tripped rule held when it was judged last. */
export function knownReleasesOf(state: EngineState, inspector: Inspector): number[] {
  return inspector.triggers.map((instance) => {
    const hold = inspector.holdOf(state, instance);
    if (hold === null || instance.rule.release.kind !== 'condition') return NOT_HELD;
    return hold.releasingSince === null ? FALSE : TRUE;
  });
}
