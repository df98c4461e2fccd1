/** The one question that is not the auditor's: whether a journal is decided again as it was. */
import { createEngine } from '../../src/engine/index.js';
import { type Difference, foldJournal, readJournal } from '../../src/journal/index.js';
import { compilePolicy } from '../scenarios/trade-on.js';

/** The journal is whole, and the engine decides the same from it again. */
export async function replayFindings(journal: string): Promise<readonly string[]> {
  const fold = await foldJournal(readJournal(journal), (run) =>
    createEngine(compilePolicy(run.policy.source, run.policy.file)),
  );
  return [
    ...(fold.broken === null ? [] : [`the journal is broken: ${fold.broken.reason}`]),
    ...(fold.differences === 0
      ? []
      : [`${fold.differences} decisions replay otherwise, ${described(fold.firstDifference)}`]),
  ];
}

function described(difference: Difference | null): string {
  if (difference === null) return 'nobody knows where';
  const { seq, journaled, derived } = difference;
  return `first at record ${seq}: ${journaled ?? 'nothing'} is ${derived ?? 'nothing'} again`;
}
