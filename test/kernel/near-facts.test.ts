/** What the kernel says of facts that are only near what they stand for is what is true of these. */
import { describe, expect, it } from 'vitest';
import * as baseRoom from '../../src/base/index.js';
import { decimal, latticeOf } from '../../src/base/index.js';
import * as compileRoom from '../../src/compile/index.js';
import { evaluateCondition } from '../../src/compile/index.js';
import * as kernelRoom from '../../src/kernel/index.js';
import {
  createProgram,
  FactStore,
  type Leaf,
  lowerCondition,
  measureScale,
  type SlotTerm,
  truthOf,
  UNKNOWN,
} from '../../src/kernel/index.js';
import { Dice } from '../soak/dice.js';
import { conditionOf, figuresOf, type Manner, MANNERS, readerOf } from '../soak/exact-input.js';

const rooms = { ...baseRoom, ...compileRoom, ...kernelRoom };
const SEED = 20_261_130;
const CONDITIONS = 2_000;
const SHARES = [2 ** -20, 2 ** -28, 2 ** -40, 2 ** -48] as const;

describe.each(MANNERS)('the truth of facts that are near: %s figures', (manner) => {
  it('is that of the decimals that they stand for, or is left to them', () => {
    const tally = { told: 0, asked: 0 };
    for (let index = 0; index < CONDITIONS; index += 1) {
      const dice = new Dice(SEED, index);
      expect(differenceOf(dice, manner, tally), `input ${index} of seed ${SEED}`).toBeNull();
    }
    expect(tally.told).toBeGreaterThan(CONDITIONS / 5);
    expect(tally.asked).toBeGreaterThan(CONDITIONS / 50);
  });
});

function differenceOf(
  dice: Dice,
  manner: Manner,
  tally: { told: number; asked: number },
): string | null {
  const figures = figuresOf({ dice, rooms, manner });
  const condition = conditionOf({ dice, rooms, manner }, figures, 1);
  const store = new FactStore();
  const slots = new Map<string, SlotTerm>();
  const slotOf = (leaf: Leaf): SlotTerm => {
    const name = leaf.kind === 'age' ? 'age' : leaf.name;
    const known = slots.get(name);
    if (known !== undefined) return known;
    const scale = leaf.kind === 'age' ? 0 : measureScale(leaf.name);
    const share = dice.pick(SHARES);
    const slot = store.add(scale, share);
    const figure = name === 'age' ? decimal(1_500) : (figures.get(name) ?? null);
    if (figure === null || dice.once(2)) store.writeDecimal(slot, figure);
    else store.writeNear(slot, latticeOf(figure, scale) * (1 + (share * offBy(dice)) / 4));
    const term: SlotTerm = { kind: 'slot', slot, scale };
    slots.set(name, term);
    return term;
  };
  const lowered = lowerCondition(condition, slotOf, () => 0);
  const program = createProgram(store, [lowered], dice.once(2));
  const truths = [0];
  let isAsked = false;
  program.judge(truths, () => {
    isAsked = true;
    return UNKNOWN;
  });
  tally[isAsked ? 'asked' : 'told'] += 1;
  if (isAsked) return null;
  const told = truthOf(truths[0] ?? UNKNOWN);
  const { truth } = evaluateCondition(condition, readerOf(figures, rooms));
  return truth === told ? null : `${JSON.stringify(condition)}: ${told}, by decimals ${truth}`;
}

/** From −3 to 3, its ends as often as all between: a quarter of the share is never used. */
function offBy(dice: Dice): number {
  return dice.once(2) ? 3 - 6 * dice.below(2) : (dice.below(601) - 300) / 100;
}
