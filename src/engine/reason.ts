/** Which comparison of a condition to show for its outcome. */
import type { ComparedSides, Condition, DisplayUnit, Truth } from '../compile/index.js';
import type { Reason } from './hold.js';

/**
 * The first comparison that came out `truth`, else the first that is unknown, else the first;
 * `sides` are those of `condition`, in reading order.
 */
export function reasonOf(
  condition: Condition,
  sides: readonly ComparedSides[],
  truth: Truth,
): Reason {
  const units = unitsOf(condition);
  let index = sides.findIndex((side) => side.truth === truth);
  if (index < 0) index = sides.findIndex((side) => side.truth === 'unknown');
  const shown = sides[Math.max(0, index)];
  return {
    text: shown?.text ?? '',
    value: shown?.left ?? null,
    threshold: shown?.right ?? null,
    unit: units[Math.max(0, index)] ?? 'number',
  };
}

/** The condition as the policy has it, comparison by comparison. */
export function conditionText(condition: Condition): string {
  if ('text' in condition) return condition.text;
  return condition.operands
    .map((operand) =>
      operand.kind === 'and' || operand.kind === 'or'
        ? `(${conditionText(operand)})`
        : conditionText(operand),
    )
    .join(` ${condition.kind} `);
}

function unitsOf(condition: Condition): readonly DisplayUnit[] {
  if ('unit' in condition) return [condition.unit];
  return condition.operands.flatMap(unitsOf);
}
