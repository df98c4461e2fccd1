/** How far each trigger is from tripping, as a figure and as a fraction. */
import {
  DAY_MS,
  type Decimal,
  decimal,
  ONE,
  timeUntilWindow,
  unreachable,
  ZERO,
} from '../base/index.js';
import {
  type Comparison,
  type Condition,
  type During,
  evaluateExpression,
  type Expression,
  type MeasureReader,
  type Within,
} from '../compile/index.js';
import type { Draft } from './draft.js';
import { createMeasureReader } from './measure-reader.js';
import { factsFor } from './own-streaks.js';
import type { RuleInstance } from './rule-instance.js';
import type { HeadroomView } from './status-view.js';
import { holdOf } from './trigger-rules.js';

/** One comparison with both sides, and how far it is from coming true. */
interface Distance {
  readonly shown: Comparison | Within | During;
  readonly value: Decimal | null;
  readonly threshold: Decimal | null;
  readonly fraction: number | null;
}

/**
 * The comparison that is furthest (`and`) or nearest (`or`) is shown. Its fraction is the way left
 * from the measure to the threshold over the whole way from where the measure is at ease:
 *
 * - tripping above: from 0;
 * - tripping below a ratio: from 100%;
 * - tripping below a level written `anchor - loss`: from the anchor;
 * - tripping below anything else: from twice the threshold.
 */
export function headroomOf(draft: Draft, instance: RuleInstance): HeadroomView {
  const { rule, coin } = instance;
  const reader = createMeasureReader(factsFor(draft.facts, instance), coin, null);
  const { shown, value, threshold, fraction } = distanceOf(rule.condition, reader);
  const isTripped = holdOf(draft.state.holds, instance) !== undefined;
  return {
    rule: rule.path,
    kind: rule.kind,
    coin,
    text: shown.text,
    value,
    threshold,
    unit: shown.unit,
    fractionLeft: isTripped ? 0 : fraction,
    isTripped,
  };
}

function distanceOf(condition: Condition, reader: MeasureReader): Distance {
  switch (condition.kind) {
    case 'compare':
      return comparisonDistance(condition, reader);
    case 'within':
      return withinDistance(condition, reader);
    case 'during':
      return timeDistance(condition, reader);
    case 'and':
    case 'or': {
      const isAnd = condition.kind === 'and';
      const distances = condition.operands.map((operand) => distanceOf(operand, reader));
      return distances.reduce((best, next) => {
        if (best.fraction === null || next.fraction === null) {
          return best.fraction === null ? best : next;
        }
        const isBetter = isAnd ? next.fraction > best.fraction : next.fraction < best.fraction;
        return isBetter ? next : best;
      });
    }
    default:
      return unreachable(condition);
  }
}

function comparisonDistance(comparison: Comparison, reader: MeasureReader): Distance {
  const value = numberOf(comparison.left, reader);
  const threshold = numberOf(comparison.right, reader);
  const shown = { shown: comparison, value, threshold };
  if (value === null || threshold === null) return { ...shown, fraction: null };
  switch (comparison.comparator) {
    case '>':
    case '>=':
      return { ...shown, fraction: fractionLeft(threshold.minus(value), threshold) };
    case '<':
    case '<=': {
      const ease = easeBelow(comparison, threshold, reader);
      return { ...shown, fraction: fractionLeft(value.minus(threshold), ease.minus(threshold)) };
    }
    case '=':
      return { ...shown, fraction: value.eq(threshold) ? 0 : 1 };
    default:
      return unreachable(comparison.comparator);
  }
}

/** A trigger on closeness is nearer the closer it gets: it trips inside the tolerance. */
function withinDistance(within: Within, reader: MeasureReader): Distance {
  const left = numberOf(within.left, reader);
  const center = numberOf(within.center, reader);
  const tolerance = numberOf(within.tolerance, reader);
  if (left === null || center === null || tolerance === null) {
    return { shown: within, value: null, threshold: null, fraction: null };
  }
  const value = left.minus(center).abs();
  const threshold = within.toleranceIs === 'ratio' ? tolerance.times(center) : tolerance;
  return { shown: within, value, threshold, fraction: fractionLeft(value.minus(threshold), value) };
}

/** A day before it begins, and earlier, there is all the way left. */
function timeDistance(during: During, reader: MeasureReader): Distance {
  const untilMs = timeUntilWindow(during.window, reader.at);
  const value = untilMs === null ? null : decimal(untilMs);
  const fraction = untilMs === null ? 1 : Math.min(1, untilMs / DAY_MS);
  return { shown: during, value, threshold: ZERO, fraction };
}

function easeBelow(comparison: Comparison, threshold: Decimal, reader: MeasureReader): Decimal {
  const { right, unit } = comparison;
  const anchor = right.kind === 'subtract' ? numberOf(right.left, reader) : null;
  if (anchor?.gt(threshold) === true) return anchor;
  if (unit === 'ratio' && threshold.lt(ONE)) return ONE;
  return threshold.plus(threshold.isZero() ? ONE : threshold.abs());
}

function fractionLeft(left: Decimal, whole: Decimal): number {
  if (left.lte(ZERO)) return 0;
  if (whole.lte(ZERO)) return 1;
  const fraction = left.div(whole);
  return fraction.gt(ONE) ? 1 : fraction.toNumber();
}

function numberOf(expression: Expression, reader: MeasureReader): Decimal | null {
  const value = evaluateExpression(expression, reader);
  return value.status === 'known' ? value.value : null;
}
