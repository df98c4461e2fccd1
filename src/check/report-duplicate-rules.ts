/** Two rules of one name in one place: nobody could say which one denied. */
import type { ProblemList, Span } from '../diagnostic/index.js';
import type { Statements } from './resolve-statements.js';

export function reportDuplicateRules(statements: Statements, problems: ProblemList): void {
  const seen = new Map<string, Span>();
  for (const { rule, coins } of statements.rules) {
    const { text, span } = rule.name;
    const paths = coins === null ? [text] : coins.map((coin) => `${coin}.${text}`);
    const before = paths.map((path) => seen.get(path)).find((first) => first !== undefined);
    if (before !== undefined) {
      problems.report('P208', span, `there are two rules named \`${text}\` here`, {
        label: 'the second',
        also: { ...before, label: 'the first' },
        hint: 'give one of them another name',
      });
    }
    for (const path of paths) if (!seen.has(path)) seen.set(path, span);
  }
}
