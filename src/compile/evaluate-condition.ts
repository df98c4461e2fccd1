/** The truth of a condition over facts, in Kleene's three values, with all sides compared. */
import { type Decimal, decimal, timeUntilWindow, unreachable, ZERO } from '../base/index.js';
import { evaluateExpression } from './evaluate-expression.js';
import type { Comparator, Comparison, Condition, During, Within } from './expression.js';
import type { ComparedSides, MeasureReader, Truth } from './measure-value.js';

export interface ConditionOutcome {
  readonly truth: Truth;
  /** Every comparison of the condition in reading order, also where the truth was clear before. */
  readonly sides: readonly ComparedSides[];
}

/** Whether `condition` holds. A comparison with anything that is not known is unknown. */
export function evaluateCondition(condition: Condition, reader: MeasureReader): ConditionOutcome {
  if (condition.kind === 'compare') return alone(compare(condition, reader));
  if (condition.kind === 'within') return alone(compareWithin(condition, reader));
  if (condition.kind === 'during') return alone(compareTime(condition, reader));
  const sides: ComparedSides[] = [];
  return { truth: collect(condition, reader, sides), sides };
}

function alone(side: ComparedSides): ConditionOutcome {
  return { truth: side.truth, sides: [side] };
}

function collect(condition: Condition, reader: MeasureReader, sides: ComparedSides[]): Truth {
  switch (condition.kind) {
    case 'compare':
    case 'within': {
      const side =
        condition.kind === 'compare'
          ? compare(condition, reader)
          : compareWithin(condition, reader);
      sides.push(side);
      return side.truth;
    }
    case 'during': {
      const side = compareTime(condition, reader);
      sides.push(side);
      return side.truth;
    }
    case 'and':
    case 'or': {
      // One operand of this truth decides the whole, whatever the others are.
      const deciding: Truth = condition.kind === 'and' ? 'false' : 'true';
      let result: Truth = condition.kind === 'and' ? 'true' : 'false';
      for (const operand of condition.operands) {
        const truth = collect(operand, reader, sides);
        if (truth === deciding) result = deciding;
        else if (truth === 'unknown' && result !== deciding) result = 'unknown';
      }
      return result;
    }
    default:
      return unreachable(condition);
  }
}

function compare(comparison: Comparison, reader: MeasureReader): ComparedSides {
  const left = evaluateExpression(comparison.left, reader);
  const right = evaluateExpression(comparison.right, reader);
  return sidesOf(
    comparison.text,
    comparison.comparator,
    left.status === 'known' ? left.value : null,
    right.status === 'known' ? right.value : null,
  );
}

/** Left is the distance from the centre, right the distance that is allowed. */
function compareWithin(within: Within, reader: MeasureReader): ComparedSides {
  const left = evaluateExpression(within.left, reader);
  const center = evaluateExpression(within.center, reader);
  const tolerance = evaluateExpression(within.tolerance, reader);
  const distance =
    left.status === 'known' && center.status === 'known'
      ? left.value.minus(center.value).abs()
      : null;
  return sidesOf(within.text, '<=', distance, allowedDistance());

  function allowedDistance(): Decimal | null {
    if (tolerance.status !== 'known') return null;
    if (within.toleranceIs === 'money') return tolerance.value;
    return center.status === 'known' ? tolerance.value.times(center.value) : null;
  }
}

/** Left is the time until the window begins, right none; nothing where it does not come again. */
function compareTime({ window, text }: During, reader: MeasureReader): ComparedSides {
  const untilMs = timeUntilWindow(window, reader.at);
  const left = untilMs === null ? null : decimal(untilMs);
  return { text, truth: untilMs === 0 ? 'true' : 'false', left, right: ZERO };
}

function sidesOf(
  text: string,
  comparator: Comparator,
  left: Decimal | null,
  right: Decimal | null,
): ComparedSides {
  if (left === null || right === null) return { text, truth: 'unknown', left, right };
  return { text, truth: holds(comparator, left, right) ? 'true' : 'false', left, right };
}

function holds(comparator: Comparator, left: Decimal, right: Decimal): boolean {
  switch (comparator) {
    case '<':
      return left.lt(right);
    case '<=':
      return left.lte(right);
    case '>':
      return left.gt(right);
    case '>=':
      return left.gte(right);
    case '=':
      return left.eq(right);
    default:
      return unreachable(comparator);
  }
}
