/** A file that holds only tests, of the policy that its first line names. */
import type { ProblemList } from '../diagnostic/index.js';
import type { PolicyFileNode, TestBlockNode } from '../syntax/index.js';
import type { CheckedPolicy } from './checked-policy.js';
import type { CheckedTest } from './checked-test.js';
import { resolveTests } from './resolve-tests.js';

/** The tests that are sound; what else stands in the file is reported. */
export function checkTestsFile(
  file: PolicyFileNode,
  subject: CheckedPolicy,
  problems: ProblemList,
): readonly CheckedTest[] {
  const blocks: TestBlockNode[] = [];
  for (const entry of file.entries) {
    if (entry.kind === 'testBlock') blocks.push(entry);
    else if (entry.kind !== 'header' && entry.kind !== 'language') {
      const span = { start: entry.span.start, end: entry.span.start + 1 };
      problems.report('P118', span, 'only tests stand in a file of tests', {
        hint: 'put rules and settings into the policy itself',
      });
    }
  }
  const coins = subject.markets.map(({ coin }) => coin);
  const { rules, account } = subject;
  return resolveTests(blocks, { problems, coins, rules, account });
}
