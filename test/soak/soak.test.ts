/** A share of `npm run soak` that fits a test run, and every input that it ever found. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as compileRoom from '../../src/compile/index.js';
import * as diagnosticRoom from '../../src/diagnostic/index.js';
import * as syntaxRoom from '../../src/syntax/index.js';
import { Dice } from './dice.js';
import { findFault, type Rooms } from './find-fault.js';
import { minimise } from './minimise.js';
import { samplePolicies, shippedPresets } from './sample-policies.js';
import { soakInput } from './soak-input.js';

const SEED = 7;
const INPUTS = 2500;
const FOUND = 'test/soak/found';
const library = shippedPresets();
const rooms: Rooms = { ...compileRoom, ...diagnosticRoom, ...syntaxRoom, library };

describe('any text', () => {
  it('is read, checked, compiled and laid out without a fault', () => {
    const samples = samplePolicies();
    for (let input = 0; input < INPUTS; input += 1) {
      const text = soakInput(new Dice(SEED, input), samples);
      const fault = findFault(text, rooms);
      expect(fault, `input ${input} of seed ${SEED}:\n${text.slice(0, 2000)}`).toBeNull();
    }
  });

  it.each(readdirSync(FOUND))('once at fault is not any more: %s', (name) => {
    expect(findFault(readFileSync(`${FOUND}/${name}`, 'utf8'), rooms)).toBeNull();
  });
});

describe('the inputs', () => {
  it('are the same for the same seed', () => {
    const samples = samplePolicies();
    const take = (seed: number): readonly string[] =>
      Array.from({ length: 20 }, (_, input) => soakInput(new Dice(seed, input), samples));
    expect(take(3)).toEqual(take(3));
    expect(take(3)).not.toEqual(take(4));
  });

  it('are policies that run often enough for the law of laying out to say something', () => {
    const samples = samplePolicies();
    let readable = 0;
    let sound = 0;
    for (let input = 0; input < 400; input += 1) {
      const text = soakInput(new Dice(SEED, input), samples);
      if (rooms.formatPolicyText('a.policy', text).text !== null) readable += 1;
      if (rooms.compilePolicyText('a.policy', text).policy !== null) sound += 1;
    }
    expect(readable).toBeGreaterThan(80);
    expect(sound).toBeGreaterThan(8);
  });

  it('that fail are cut down to what fails', () => {
    const text = minimise('abc(def)ghi'.repeat(50), (each) => /\(.*\)/u.test(each));
    expect(text).toBe('()');
  });
});
