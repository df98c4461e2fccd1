/** Whether a policy looks at the top of the book: a mark is all that most of them need. */
import { ZERO } from '../base/index.js';
import type { CompiledPolicy, Condition } from '../compile/index.js';
import { type Leaf, lowerCondition } from '../kernel/index.js';

const BOOK_MEASURES: ReadonlySet<string> = new Set([
  'mid',
  'spread',
  'order.slippage',
  'clock_skew',
]);

export function readsBook(policy: CompiledPolicy): boolean {
  let found = false;
  const look = (leaf: Leaf) => {
    found ||= leaf.kind === 'age' ? leaf.feed === 'book' : BOOK_MEASURES.has(leaf.name);
    return { kind: 'constant', value: ZERO } as const;
  };
  const visit = (condition: Condition | null): void => {
    if (condition !== null) lowerCondition(condition, look, () => 0);
  };
  for (const { condition, applies, release } of policy.rules) {
    visit(condition);
    visit(applies);
    if (release.kind === 'condition') visit(release.condition);
  }
  return found;
}
