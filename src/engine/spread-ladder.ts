/** Puts what each side may rest on the levels of its ladder, as the policy says. */
import { type Money, type Ratio, type Size, unreachable } from '../base/index.js';
import type { MarginAllocation } from '../compile/index.js';
import type { Side } from '../market/index.js';
import {
  buildLadder,
  type DesiredOrder,
  evenLadder,
  type GlftParameters,
  type LadderInputs,
  weighLadder,
} from '../quoting/index.js';

export interface SpreadInputs {
  /** The ladder, but for what each side may rest. */
  readonly shape: Omit<LadderInputs, 'buyBudget' | 'sellBudget'>;
  /** Contracts, of `allocateSides`. */
  readonly sides: Readonly<Record<Side, Size>>;
  readonly allocation: MarginAllocation;
  /** Lengths as in the solution of `shape`. */
  readonly parameters: GlftParameters;
  readonly makerFee: Ratio;
  /** Contracts. */
  readonly capacity: Size;
  /** USD that may grow the exposure. */
  readonly freeMargin: Money;
  readonly leverage: number;
}

/** Neither side gets more than margin and capacity let it hold alone, both together no more. */
export function spreadLadder(inputs: SpreadInputs): readonly DesiredOrder[] {
  const { shape, sides, allocation } = inputs;
  switch (allocation.method) {
    case 'inner-first':
      return buildLadder({ ...shape, buyBudget: sides.buy, sellBudget: sides.sell });
    case 'even':
      return evenLadder(wholeLadder(shape), sides, shape.instrument);
    case 'by-value': {
      const { instrument, solution, lengthUnit, mid, position, unitSize } = shape;
      const { parameters, makerFee, capacity, freeMargin, leverage } = inputs;
      return weighLadder({
        instrument,
        solution,
        lengthUnit,
        mid,
        position,
        unitSize,
        ladder: wholeLadder(shape),
        sides,
        parameters,
        makerFee,
        temperature: { ofBest: allocation.temperature.toNumber() },
        capacity,
        freeMargin,
        leverage,
      });
    }
    default:
      return unreachable(allocation.method);
  }
}

/** Every level that the model quotes, with a unit order each, whatever the margin. */
function wholeLadder(shape: SpreadInputs['shape']): readonly DesiredOrder[] {
  const whole = shape.unitSize.times(shape.levels);
  return buildLadder({ ...shape, buyBudget: whole, sellBudget: whole });
}
