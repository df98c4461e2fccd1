import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  logQueue,
  powerQueue,
  type QueueModel,
  riskAverseQueue,
} from '../../src/simulator/index.js';

const MODELS: readonly QueueModel[] = [riskAverseQueue, powerQueue(1), powerQueue(2), logQueue];

function shown(model: QueueModel, ahead: number, before: number, after: number, traded = 0) {
  const place = { ahead, tradedSince: traded };
  model.show(place, before, after);
  return place.ahead;
}

describe('a queue model', () => {
  it.each(MODELS)('$name never has more before us than is shown, nor than there was', (model) => {
    const size = fc.double({ min: 0, max: 1e4, noNaN: true });
    fc.assert(
      fc.property(size, size, size, size, (ahead, behind, after, traded) => {
        const left = shown(model, ahead, ahead + behind, after, traded);
        expect(left).toBeLessThanOrEqual(Math.min(ahead, after) + 1e-9);
      }),
      { seed: 5, numRuns: 300 },
    );
  });

  it('risk-averse takes all who cancel for being behind us', () => {
    expect(shown(riskAverseQueue, 4, 10, 6)).toBe(4);
    expect(shown(riskAverseQueue, 4, 10, 3)).toBe(3);
  });

  it('power 2 gives each side its share by the square of its size', () => {
    // 4 before us and 6 behind: 16/52 of the 2 that went stood before us.
    expect(shown(powerQueue(2), 4, 10, 8)).toBeCloseTo(4 - (16 / 52) * 2, 12);
  });

  it('log gives shares by the logarithm', () => {
    const behind = Math.log(7) / (Math.log(7) + Math.log(5));
    expect(shown(logQueue, 4, 10, 8)).toBeCloseTo(4 - (1 - behind) * 2, 12);
  });

  it('does not count once more what a trade took already', () => {
    expect(shown(powerQueue(2), 4, 10, 8, 2)).toBe(4);
  });
});
