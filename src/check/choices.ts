/** Conditions as choices of inequalities, and proof that some of them cannot hold together. */
import { unreachable } from '../base/index.js';
import type { CheckedCondition, CheckedExpression } from './checked-policy.js';
import { Inequality } from './inequality.js';
import {
  addForms,
  type LinearForm,
  linearFormOf,
  negateForm,
  scaleForm,
  type Surroundings,
} from './linear-form.js';

/** One of the choices must hold, with all its inequalities; null where there are too many. */
export type Choices = readonly (readonly Inequality[])[] | null;

/** Bounds the work for conditions with many parentheses; beyond it nothing is concluded. */
const CHOICES_LIMIT = 32;
const INEQUALITIES_LIMIT = 64;

/** When `condition` is known and `isTrue`; as exact arithmetic has it. */
export function choicesOf(
  condition: CheckedCondition,
  isTrue: boolean,
  around: Surroundings,
): Choices {
  switch (condition.kind) {
    case 'compare':
      return compareChoices(condition, isTrue, around);
    case 'within':
      return withinChoices(condition, isTrue, around);
    case 'during':
      // Of times nothing is concluded.
      return null;
    case 'junction': {
      const parts = condition.operands.map((operand) => choicesOf(operand, isTrue, around));
      return (condition.word === 'and') === isTrue ? allOf(parts) : anyOf(parts);
    }
    default:
      return unreachable(condition);
  }
}

/** When `condition` is known and true, and when it is known and false. */
export function choicesBothWays(
  condition: CheckedCondition,
  around: Surroundings,
): { readonly whenTrue: Choices; readonly whenFalse: Choices } {
  const whenTrue = choicesOf(condition, true, around);
  const [only, ...others] = whenTrue ?? [];
  const isOne = only?.length === 1 && others.length === 0;
  // What most rules are: one comparison, whose sums need not be made again.
  const opposite = isOne ? only[0]?.opposite : undefined;
  const whenFalse = opposite === undefined ? choicesOf(condition, false, around) : [[opposite]];
  return { whenTrue, whenFalse };
}

/** Choices that hold where all of `parts` do. */
export function allOf(parts: readonly Choices[]): Choices {
  let joined: Choices = [[]];
  for (const part of parts) {
    if (joined === null || part === null) return null;
    if (joined.length * part.length > CHOICES_LIMIT) return null;
    joined = joined.flatMap((left) => part.map((right) => [...left, ...right]));
    if (joined.some((choice) => choice.length > INEQUALITIES_LIMIT)) return null;
  }
  return joined;
}

/** Whether no values of the measures make one of the choices hold: proven, not just not found. */
export function isImpossible(choices: Choices, around: Surroundings): boolean {
  return choices?.every((choice) => isContradiction(choice, around)) ?? false;
}

/**
 * Whether each choice of `premises` brings all of some choice of `conclusions` with it, so that
 * the conclusion is known and true wherever the premise is, though other measures be unknown.
 */
export function isImplied(premises: Choices, conclusions: Choices, around: Surroundings): boolean {
  if (premises === null || conclusions === null || around.effort.left <= 0) return false;
  return premises.every((premise) => {
    const isKnown = ({ form }: Inequality): boolean =>
      [...form.terms.keys()].every((key) => premise.some((each) => each.form.terms.has(key)));
    return conclusions.some((conclusion) =>
      conclusion.every((part) => isAgainst(part.opposite, premise, around) && isKnown(part)),
    );
  });
}

/**
 * Whether inequalities exclude one another: one by its range, or two in a sum in which a term
 * that they share drops out.
 */
function isContradiction(inequalities: readonly Inequality[], around: Surroundings): boolean {
  return inequalities.some((first, at) => isAgainst(first, inequalities.slice(at + 1), around));
}

/** Whether `one` cannot hold at all, or not beside one of `others`. */
function isAgainst(
  one: Inequality,
  others: readonly Inequality[],
  { effort }: Surroundings,
): boolean {
  effort.left -= 1;
  if (effort.left < 0) return false;
  const first = one.whole;
  if (first.isImpossible) return true;
  return others.some((other) => {
    effort.left -= 1;
    return effort.left >= 0 && first.excludes(other.whole);
  });
}

function compareChoices(
  { comparator, left, right }: Extract<CheckedCondition, { kind: 'compare' }>,
  isTrue: boolean,
  around: Surroundings,
): Choices {
  if (comparator === '=') {
    const [leftForm, rightForm] = [linearFormOf(left, around), linearFormOf(right, around)];
    const above = new Inequality(difference(leftForm, rightForm), !isTrue);
    const below = new Inequality(difference(rightForm, leftForm), !isTrue);
    return isTrue ? [[above, below]] : [[above], [below]];
  }
  const isUpward = comparator === '>' || comparator === '>=';
  const isStrict = comparator === '>' || comparator === '<';
  const [high, low] = isUpward === isTrue ? [left, right] : [right, left];
  return exceedChoices(high, low, isStrict === isTrue, around);
}

/** `high > low`, with a `min` or `max` on top of either side taken apart. */
function exceedChoices(
  high: CheckedExpression,
  low: CheckedExpression,
  isStrict: boolean,
  around: Surroundings,
): Choices {
  if (high.kind === 'min' || high.kind === 'max') {
    const parts = high.operands.map((each) => exceedChoices(each, low, isStrict, around));
    return high.kind === 'min' ? allOf(parts) : anyOf(parts);
  }
  if (low.kind === 'min' || low.kind === 'max') {
    const parts = low.operands.map((each) => exceedChoices(high, each, isStrict, around));
    return low.kind === 'max' ? allOf(parts) : anyOf(parts);
  }
  const form = difference(linearFormOf(high, around), linearFormOf(low, around));
  return [[new Inequality(form, isStrict)]];
}

/** `|left − center| <= tolerance`, which is that much of the centre where it is a ratio. */
function withinChoices(
  node: Extract<CheckedCondition, { kind: 'within' }>,
  isTrue: boolean,
  around: Surroundings,
): Choices {
  const left = linearFormOf(node.left, around);
  const center = linearFormOf(node.center, around);
  const tolerance = linearFormOf(node.tolerance, around);
  const allowed = node.toleranceIs === 'ratio' ? scaleForm(center, tolerance.constant) : tolerance;
  const far = [difference(left, center), difference(center, left)];
  const forms = far.map((each) => (isTrue ? difference(allowed, each) : difference(each, allowed)));
  const inequalities = forms.map((form) => new Inequality(form, !isTrue));
  return isTrue ? [inequalities] : inequalities.map((inequality) => [inequality]);
}

/** Choices that hold where one of `parts` does. */
export function anyOf(parts: readonly Choices[]): Choices {
  const choices: (readonly Inequality[])[] = [];
  for (const part of parts) {
    if (part === null) return null;
    choices.push(...part);
  }
  return choices.length > CHOICES_LIMIT ? null : choices;
}

function difference(a: LinearForm, b: LinearForm): LinearForm {
  return addForms(a, negateForm(b));
}
