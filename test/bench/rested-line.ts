/** What memory costs that was not touched for a while: what this machine leaves in its caches. */

/** As much as a core's own caches surely hold. */
const BYTES = 256 * 1_024;
const LINE_BYTES = 64;
const LINE = LINE_BYTES / Int32Array.BYTES_PER_ELEMENT;
const ROUNDS = 60;

/** Nanoseconds to reach one line, at the median of the rounds. */
export interface LineCost {
  readonly hot: number;
  readonly rested: number;
}

/** `restMs` lies between the walks of the second figure. */
export function restedLine(restMs: number): LineCost {
  const chain = shuffledChain();
  for (let round = 0; round < ROUNDS; round += 1) walk(chain);
  const costOf = (waitMs: number): number => {
    const costs: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      if (waitMs > 0) Atomics.wait(SIGNAL, 0, 0, waitMs);
      const startedMs = performance.now();
      walk(chain);
      costs.push(((performance.now() - startedMs) * 1e6 * LINE_BYTES) / BYTES);
    }
    return costs.toSorted((a, b) => a - b)[ROUNDS / 2] ?? Number.NaN;
  };
  return { hot: costOf(0), rested: costOf(restMs) };
}

const SIGNAL = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));

/** Each line names the next, in an order that nothing can foresee. */
function shuffledChain(): Int32Array {
  const lines = BYTES / LINE_BYTES;
  const order = Array.from({ length: lines }, (_, index) => index);
  let random = 1;
  for (let index = lines - 1; index > 0; index -= 1) {
    random = (Math.imul(random, 1_664_525) + 1_013_904_223) >>> 0;
    const other = Math.floor((random / 2 ** 32) * (index + 1));
    [order[index], order[other]] = [order[other] ?? 0, order[index] ?? 0];
  }
  const chain = new Int32Array(lines * LINE);
  order.forEach((line, index) => {
    chain[line * LINE] = (order[(index + 1) % lines] ?? 0) * LINE;
  });
  return chain;
}

function walk(chain: Int32Array): number {
  let place = 0;
  for (let step = 0; step < BYTES / LINE_BYTES; step += 1) place = chain[place] ?? 0;
  return place;
}
