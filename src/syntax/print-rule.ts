/** A rule in the one layout: on one line, or a clause a line where it is too long. */
import { breakClause, type Clause, fitsLine, INDENT, indented, padTo } from './layout.js';
import { printCondition, printLiteral, printRelease } from './print-expression.js';
import type { ConditionNode, RuleNode } from './syntax-tree.js';

const NAME_COLUMN = 13;
const BODY_COLUMN = 38;

export function printRule(rule: RuleNode, indent: number): readonly string[] {
  const head = padTo(NAME_COLUMN, rule.effect) + rule.name.text;
  const clauses = clausesOf(rule);
  const body = clauses.map(({ text }) => text).join(' ');
  const whole = padTo(BODY_COLUMN, head) + body;
  if (fitsLine(whole, indent)) return [whole];
  const [first, ...rest] = clauses;
  if (!saysWhatHolds(rule) || first === undefined) {
    return [head, ...clauses.flatMap((clause) => breakClause(clause, indent + INDENT))];
  }
  // Such a condition has no word before it that could begin a line.
  const limit = padTo(BODY_COLUMN, head) + first.text;
  const opening = fitsLine(limit, indent)
    ? [limit]
    : [padTo(BODY_COLUMN, head) + (first.parts[0] ?? ''), ...indented(first.parts.slice(1))];
  return [...opening, ...rest.flatMap((clause) => breakClause(clause, indent + INDENT))];
}

function clausesOf(rule: RuleNode): readonly Clause[] {
  const clauses: Clause[] = [conditionClause(saysWhatHolds(rule) ? '' : 'when ', rule.condition)];
  const add = (text: string): void => {
    clauses.push({ text, parts: [text] });
  };
  if (rule.applies !== null) clauses.push(conditionClause('when ', rule.applies));
  if (rule.dwell !== null) add(`for ${printLiteral(rule.dwell)}`);
  if (rule.until !== null) add(`until ${printRelease(rule.until.release)}`);
  if (rule.flatten !== null) add('then flatten');
  if (rule.because !== null) add(`because "${rule.because.text}"`);
  return clauses;
}

function conditionClause(word: string, condition: ConditionNode): Clause {
  const text = word + printCondition(condition);
  if (condition.kind !== 'junction') return { text, parts: [text] };
  const parts = condition.operands.map(printCondition);
  return {
    text,
    parts: parts.map((part, index) => (index === 0 ? word : `${condition.word} `) + part),
  };
}

/** A limit and an objective say what must hold; all others `when` they trip. */
function saysWhatHolds({ effect }: RuleNode): boolean {
  return effect === 'limit' || effect === 'objective';
}
