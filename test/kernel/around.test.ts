/** What the kernel says of facts that may move holds wherever they move within their spreads. */
import { describe, expect, it } from 'vitest';
import * as baseRoom from '../../src/base/index.js';
import { type Decimal, decimal } from '../../src/base/index.js';
import * as compileRoom from '../../src/compile/index.js';
import { evaluateCondition } from '../../src/compile/index.js';
import * as kernelRoom from '../../src/kernel/index.js';
import {
  createProgram,
  FactsAround,
  FactStore,
  type Leaf,
  lowerCondition,
  measureScale,
  type SlotTerm,
  truthOf,
  UNKNOWN,
} from '../../src/kernel/index.js';
import { Dice } from '../soak/dice.js';
import {
  conditionOf,
  type Figures,
  figuresOf,
  type Manner,
  MANNERS,
  readerOf,
} from '../soak/exact-input.js';

const rooms = { ...baseRoom, ...compileRoom, ...kernelRoom };
const SEED = 20_261_129;
const CONDITIONS = 1_500;
const PLACES = 12;

interface Tally {
  decided: number;
  undecided: number;
  moved: number;
}

describe.each(MANNERS)('the truth of facts that may move: %s figures', (manner) => {
  it('is that of the decimals at every place they may move to', () => {
    const tally: Tally = { decided: 0, undecided: 0, moved: 0 };
    for (let index = 0; index < CONDITIONS; index += 1) {
      const dice = new Dice(SEED, index);
      expect(differenceOf(dice, manner, tally), `input ${index} of seed ${SEED}`).toBeNull();
    }
    // Both outcomes come up often enough to say something, and the facts do move.
    expect(tally.decided).toBeGreaterThan(CONDITIONS / 10);
    expect(tally.undecided).toBeGreaterThan(CONDITIONS / 10);
    expect(tally.moved).toBeGreaterThan(CONDITIONS);
  });
});

/** Null where what was told without asking holds at `PLACES` places in the box. */
function differenceOf(dice: Dice, manner: Manner, tally: Tally): string | null {
  const made = { dice, rooms, manner };
  const base = figuresOf(made);
  const condition = conditionOf(made, base, 1);
  const store = new FactStore();
  const slots = new Map<string, SlotTerm>();
  const around = new FactsAround(store);
  const spreads = new Map<string, number>();
  const program = createProgram(
    store,
    [
      lowerCondition(
        condition,
        (leaf) => slotOf(leaf, store, slots),
        () => 0,
      ),
    ],
    dice.once(2),
  );
  for (const [name, { slot, scale }] of slots) {
    const figure = name === AGE ? decimal(1_500) : (base.get(name) ?? null);
    store.writeDecimal(slot, figure);
    if (name === AGE || figure === null || dice.once(3)) continue;
    const width = figure
      .abs()
      .times(`1e-${dice.below(6)}`)
      .times(10 ** scale);
    const spread = Math.min(2 ** 40, Math.floor(width.toNumber()));
    spreads.set(name, spread);
    around.allow(slot, spread);
  }
  const truths = [0];
  let isAsked = false;
  program.judgeAround(around, truths, () => {
    isAsked = true;
    return UNKNOWN;
  });
  tally[isAsked ? 'undecided' : 'decided'] += 1;
  if (isAsked) return null;
  const told = truthOf(truths[0] ?? UNKNOWN);
  for (let place = 0; place < PLACES; place += 1) {
    const figures = movedWithin(base, spreads, slots, dice, tally);
    const { truth } = evaluateCondition(condition, readerOf(figures, rooms));
    if (truth !== told) return `${JSON.stringify(condition)}: ${told}, by decimals ${truth}`;
  }
  return null;
}

const AGE = 'age';

function slotOf(leaf: Leaf, store: FactStore, slots: Map<string, SlotTerm>): SlotTerm {
  const name = leaf.kind === 'age' ? AGE : leaf.name;
  const before = slots.get(name);
  if (before !== undefined) return before;
  const scale = leaf.kind === 'age' ? 0 : measureScale(leaf.name);
  const term: SlotTerm = { kind: 'slot', slot: store.add(scale), scale };
  slots.set(name, term);
  return term;
}

/** To the edge of its spread as often as inside it. */
function movedWithin(
  base: Figures,
  spreads: ReadonlyMap<string, number>,
  slots: ReadonlyMap<string, SlotTerm>,
  dice: Dice,
  tally: Tally,
): Figures {
  const moved = [...base].map(([name, figure]): [string, Decimal | null] => {
    const spread = spreads.get(name) ?? 0;
    if (figure === null || spread === 0) return [name, figure];
    const share = dice.once(2) ? 1 : dice.below(1_000) / 1_000;
    const by = Math.floor(spread * share) * (dice.once(2) ? 1 : -1);
    if (by !== 0) tally.moved += 1;
    return [name, figure.plus(decimal(by).div(10 ** (slots.get(name)?.scale ?? 0)))];
  });
  return new Map(moved);
}
