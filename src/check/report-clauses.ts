/** Clauses that a rule of its kind does not take, and the one that a pause must have. */
import type { ProblemList, Span } from '../diagnostic/index.js';
import type { RuleNode } from '../syntax/index.js';
import type { Statements } from './resolve-statements.js';
import { withArticle } from './with-article.js';

export function reportClauses(statements: Statements, problems: ProblemList): void {
  for (const { rule } of statements.rules) reportClausesOf(rule, problems);
}

function reportClausesOf(rule: RuleNode, problems: ProblemList): void {
  const { effect, dwell, until, flatten } = rule;
  const refuse = (span: Span, clause: string, hint: string): void => {
    problems.report('P409', span, `${withArticle(effect)} takes no \`${clause}\``, { hint });
  };
  if (dwell !== null && effect === 'limit') {
    refuse(dwell.span, 'for', 'a limit judges each order at once');
  } else if (dwell !== null && effect === 'objective') {
    refuse(dwell.span, 'for', 'an objective is met while its condition is true');
  }
  if (until !== null && effect === 'kill') {
    refuse(
      until.span,
      'until',
      'a kill lasts until the operator re-arms; a `pause` may end itself',
    );
  } else if (until !== null && !isHeld(effect)) {
    refuse(until.span, 'until', 'only a `reduce-only` and a `pause` hold on until something');
  }
  if (flatten !== null && effect !== 'kill' && effect !== 'pause') {
    refuse(flatten.span, 'then flatten', 'only a `kill` and a `pause` flatten');
  }
  if (until === null && effect === 'pause') {
    problems.report('P408', rule.name.span, `\`${rule.name.text}\` does not say how it ends`, {
      hint: 'add `until …`: a condition, `30m later`, or `resumed after 30m`',
    });
  }
}

function isHeld(effect: RuleNode['effect']): boolean {
  return effect === 'reduce-only' || effect === 'pause';
}
