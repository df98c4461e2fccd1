/** What one benchmark says, and how figures are taken from noisy rounds. */

export interface BenchResult {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly target?: number;
  /** Against the peer measured in the same rounds; 1 is as fast. */
  readonly ratio?: number;
  readonly peer?: string;
}

export interface Bench {
  readonly name: string;
  /** One line for people. */
  readonly about: string;
  run(scratch: string, note: (text: string) => void): Promise<readonly BenchResult[]>;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low = Number.NaN, high = Number.NaN] = [
    sorted[Math.ceil(middle) - 1],
    sorted[Math.floor(middle)],
  ];
  return (low + high) / 2;
}

/** Seconds that `work` took. */
export async function timed(work: () => void | Promise<void>): Promise<number> {
  const startedMs = performance.now();
  await work();
  return (performance.now() - startedMs) / 1_000;
}
