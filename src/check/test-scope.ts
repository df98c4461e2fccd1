/** What a test may speak of. */
import { nearestName, type ProblemList, type Span } from '../diagnostic/index.js';
import type { CheckedAccount, CheckedRule } from './checked-policy.js';

export interface TestSubject {
  readonly problems: ProblemList;
  readonly coins: readonly string[];
  readonly rules: readonly CheckedRule[];
  readonly account: CheckedAccount;
}

/** Where the rest of the policy is broken, a name it lacks may be one that could not be read. */
export interface TestScope extends TestSubject {
  readonly isSound: boolean;
}

/** Whether the policy declares `coin`, which is reported where it does not. */
export function isDeclared(coin: string, span: Span, scope: TestScope): boolean {
  if (scope.coins.includes(coin)) return true;
  if (!scope.isSound) return false;
  const near = nearestName(coin, scope.coins);
  const declared = scope.coins.map((each) => `\`${each}\``).join(', ');
  scope.problems.report('P203', span, `there is no market \`${coin}\` in this policy`, {
    hint: near === null ? `it declares ${declared || 'none'}` : `did you mean \`${near}\`?`,
  });
  return false;
}
