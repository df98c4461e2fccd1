/** A rule with the name of a preset's rule claims to tighten it: provably looser is an error. */
import { unreachable } from '../base/index.js';
import type { ProblemList } from '../diagnostic/index.js';
import type {
  CheckedBook,
  CheckedCondition,
  CheckedExpression,
  CheckedRule,
} from './checked-policy.js';
import { listMeasures } from './list-measures.js';
import { MEASURE_TABLE } from './measure-table.js';

/** Whether the first of two figures is lower, equal or higher; null where nobody can say. */
type Order = -1 | 0 | 1 | null;

export function reportLooserRules(
  rules: readonly CheckedRule[],
  books: readonly CheckedBook[],
  problems: ProblemList,
): void {
  const presets = rules.filter(({ preset }) => preset !== null);
  for (const rule of rules) {
    if (rule.preset !== null) continue;
    const joined = presets.find(
      (other) =>
        isSameClaim(rule, other) &&
        (areOfOneBook(rule, other, books) || !readsBook(rule)) &&
        isLooser(rule, other),
    );
    if (joined === undefined) continue;
    const path = `${joined.preset?.name ?? ''}.${joined.name}`;
    const message = `\`${rule.name}\` is looser than the \`${path}\` that it joins`;
    problems.report('P405', rule.nameSpan, message, {
      label: `there it reads \`${joined.condition.text}\``,
      hint: 'tighten it, or give it another name: both rules apply in any case',
    });
  }
}

function isSameClaim(rule: CheckedRule, other: CheckedRule): boolean {
  if (rule.name !== other.name || rule.effect !== other.effect) return false;
  const { coins } = rule;
  return (
    coins === null || other.coins === null || coins.some((coin) => other.coins?.includes(coin))
  );
}

/** The same anchor by another clock is another level: nobody can say which rule trips first. */
function areOfOneBook(
  rule: CheckedRule,
  other: CheckedRule,
  books: readonly CheckedBook[],
): boolean {
  const [a, b] = [rule, other].map(({ preset }) => books.find((book) => book.preset === preset));
  const [clock, otherClock] = [a?.dayReset, b?.dayReset];
  return (
    clock?.hour === otherClock?.hour &&
    clock?.minute === otherClock?.minute &&
    clock?.zone === otherClock?.zone
  );
}

function readsBook({ condition }: CheckedRule): boolean {
  return listMeasures(condition).some(
    (measure) => measure.kind === 'measure' && MEASURE_TABLE[measure.name].isOfBook,
  );
}

function isLooser(rule: CheckedRule, than: CheckedRule): boolean {
  // What has to hold is tighter where it holds less often; a trigger, where it trips more often.
  const mustHold = rule.effect === 'limit' || rule.effect === 'objective';
  const order = orderOfTrips(rule.condition, than.condition, mustHold);
  return order === 1 || (order === 0 && rule.forMs > than.forMs);
}

/** 1 where the first condition trips later, or holds more often, than the second. */
function orderOfTrips(a: CheckedCondition, b: CheckedCondition, mustHold: boolean): Order {
  if (a.kind !== 'compare' || b.kind !== 'compare' || a.comparator !== b.comparator) return null;
  if (a.comparator === '=') return null;
  const left = orderOf(a.left, b.left);
  const difference = added(left, opposite(orderOf(a.right, b.right)));
  // The higher left is over right, the later `<` comes true.
  const later = a.comparator.startsWith('<') ? difference : opposite(difference);
  return mustHold ? opposite(later) : later;
}

function orderOf(a: CheckedExpression, b: CheckedExpression): Order {
  if (a.kind === 'constant' && b.kind === 'constant') return sign(a.value.comparedTo(b.value));
  if (a.kind === 'measure' && b.kind === 'measure') {
    const isSame = a.name === b.name && a.coin === b.coin && a.isAccountSum === b.isAccountSum;
    return isSame ? 0 : null;
  }
  if (a.kind === 'age' && b.kind === 'age') return a.feed === b.feed ? 0 : null;
  if (a.kind === 'arithmetic' && b.kind === 'arithmetic' && a.operation === b.operation) {
    return orderOfOperation(a, b);
  }
  if (a.kind === 'negate' && b.kind === 'negate') return opposite(orderOf(a.operand, b.operand));
  if (a.kind === 'absolute' && b.kind === 'absolute') {
    return orderOf(a.operand, b.operand) === 0 ? 0 : null;
  }
  const areSame = (a.kind === 'min' && b.kind === 'min') || (a.kind === 'max' && b.kind === 'max');
  if (!areSame || a.operands.length !== b.operands.length) return null;
  return a.operands
    .map((operand, index) => {
      const other = b.operands[index];
      return other === undefined ? null : orderOf(operand, other);
    })
    .reduce<Order>(added, 0);
}

type Arithmetic = Extract<CheckedExpression, { kind: 'arithmetic' }>;

function orderOfOperation(a: Arithmetic, b: Arithmetic): Order {
  const left = orderOf(a.left, b.left);
  const right = orderOf(a.right, b.right);
  switch (a.operation) {
    case 'add':
      return added(left, right);
    case 'subtract':
      return added(left, opposite(right));
    case 'multiply':
      if (left === 0 && isNeverNegative(a.left)) return right;
      return right === 0 && isNeverNegative(a.right) ? left : null;
    case 'divide':
      return right === 0 && isNeverNegative(a.right) ? left : null;
    default:
      return unreachable(a.operation);
  }
}

/** Levels of an account that is alive, and what has no sign. */
function isNeverNegative(expression: CheckedExpression): boolean {
  if (expression.kind === 'constant') return !expression.value.isNegative();
  if (expression.kind !== 'measure') return false;
  const { quantity, range } = MEASURE_TABLE[expression.name];
  const isLevel = quantity.dimension === 'money' && quantity.isLevel;
  return isLevel || !range.least.isNegative();
}

function added(a: Order, b: Order): Order {
  if (a === null || b === null) return null;
  if (a === 0) return b;
  return b === 0 || a === b ? a : null;
}

function opposite(order: Order): Order {
  return order === null ? null : sign(-order);
}

function sign(value: number): Order {
  return value === 0 ? 0 : value < 0 ? -1 : 1;
}
