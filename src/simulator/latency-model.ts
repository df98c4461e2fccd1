/**
 * How long an order is under way to the exchange, and the answer back. Whatever the model says, an
 * order never overtakes one sent before it. Sources: hftbacktest's documentation (MIT), "Latency
 * Models" (constant, interpolated order latency).
 */

/** One run's latencies: ns under way, asked in order of `at`, ns on the tape's clock. */
export interface LatencyRun {
  readonly order: (at: number) => number;
  readonly response: (at: number) => number;
}

export interface LatencyModel {
  readonly name: string;
  /** Each run begins alike. */
  readonly begin: () => LatencyRun;
}

export function constantLatency(orderNs: number, responseNs: number): LatencyModel {
  assertDuration(orderNs);
  assertDuration(responseNs);
  const run: LatencyRun = { order: () => orderNs, response: () => responseNs };
  return { name: 'constant', begin: () => run };
}

/** What was measured at a moment, ns. */
export interface LatencySample {
  readonly at: number;
  readonly orderNs: number;
  readonly responseNs: number;
}

/**
 * Measured latencies, between two of them on the straight line, before and after all as the
 * nearest. Throws `RangeError` where there is no sample, or they are not in order of time.
 */
export function recordedLatency(samples: readonly LatencySample[]): LatencyModel {
  if (samples.length === 0) throw new RangeError('recorded latency needs a sample');
  for (const [index, { at, orderNs, responseNs }] of samples.entries()) {
    assertDuration(orderNs);
    assertDuration(responseNs);
    if (at <= (samples[index - 1]?.at ?? -Infinity)) {
      throw new RangeError(`sample ${index} of recorded latency is not after the one before it`);
    }
  }
  const run: LatencyRun = {
    order: (at) => interpolate(samples, at, 'orderNs'),
    response: (at) => interpolate(samples, at, 'responseNs'),
  };
  return { name: 'recorded', begin: () => run };
}

/**
 * Each way on its own `leastNs` and an exponential part of mean `meanExtraNs` on top. `randomOf`
 * makes the source of numbers in [0, 1) anew for each run: the same seed gives the same latencies.
 */
export function exponentialLatency(
  leastNs: number,
  meanExtraNs: number,
  randomOf: () => () => number,
): LatencyModel {
  assertDuration(leastNs);
  assertDuration(meanExtraNs);
  return {
    name: 'exponential',
    begin() {
      const random = randomOf();
      const draw = (): number => Math.round(leastNs - meanExtraNs * Math.log(1 - random()));
      return { order: draw, response: draw };
    },
  };
}

function interpolate(
  samples: readonly LatencySample[],
  at: number,
  field: 'orderNs' | 'responseNs',
): number {
  let low = 0;
  let high = samples.length;
  // The first sample after `at`.
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((samples[middle]?.at ?? 0) > at) high = middle;
    else low = middle + 1;
  }
  const before = samples[low - 1];
  const after = samples[low];
  if (before === undefined) return after?.[field] ?? 0;
  if (after === undefined) return before[field];
  const share = (at - before.at) / (after.at - before.at);
  return before[field] + (after[field] - before[field]) * share;
}

function assertDuration(value: number): void {
  if (value >= 0 && Number.isFinite(value)) return;
  throw new RangeError(`a latency is a number of nanoseconds at least 0, not ${value}`);
}
