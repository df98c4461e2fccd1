/**
 * The kernel's truth is the decimals' truth: over random conditions and facts, most of them at a
 * tie or a hair beside one, as generated code and as closures; a share of `npm run soak -- --exact`.
 */
import { describe, expect, it } from 'vitest';
import * as baseRoom from '../../src/base/index.js';
import * as compileRoom from '../../src/compile/index.js';
import * as kernelRoom from '../../src/kernel/index.js';
import { Dice } from '../soak/dice.js';
import {
  CONDITIONS_PER_BATCH,
  emptyTally,
  type ExactRooms,
  FACTS_PER_BATCH,
  judgeBatch,
  MANNERS,
} from '../soak/exact-input.js';

const rooms: ExactRooms = { ...baseRoom, ...compileRoom, ...kernelRoom };
const SEED = 20_261_124;
const INPUTS = 200_000;
const BATCHES = Math.ceil(INPUTS / MANNERS.length / (CONDITIONS_PER_BATCH * FACTS_PER_BATCH));

describe('the kernel and the decimals', () => {
  it.each(MANNERS)(
    'agree on a third of 200,000 inputs: %s figures',
    (manner) => {
      const tally = emptyTally();
      for (let batch = 0; batch < BATCHES; batch += 1) {
        const disagreement = judgeBatch(new Dice(SEED, batch), rooms, tally, manner);
        expect(disagreement, `batch ${batch} of seed ${SEED}`).toBeNull();
      }
      expect(tally.inputs).toBeGreaterThanOrEqual(INPUTS / MANNERS.length);
      // Each outcome comes up often enough to say something, and so do the decimals.
      expect(Math.min(...Object.values(tally.truths))).toBeGreaterThan(tally.inputs / 10);
      if (manner !== 'random') expect(tally.asked).toBeGreaterThan(tally.inputs / 100);
    },
    120_000,
  );

  it('agree as closures, where code may not be generated', () => {
    for (let batch = 0; batch < BATCHES / 5; batch += 1) {
      const disagreement = judgeBatch(
        new Dice(SEED + 1, batch),
        rooms,
        emptyTally(),
        'wild',
        false,
      );
      expect(disagreement, `batch ${batch} of seed ${SEED + 1}`).toBeNull();
    }
  });
});
