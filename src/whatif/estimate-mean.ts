/** A mean over markets with its 95% interval. */
import type { Estimate } from '../quoting/index.js';

/** By Student's t, so that few markets make a wide interval; null of fewer than two. */
export function estimateMean(values: readonly number[]): Estimate | null {
  const count = values.length;
  if (count < 2) return null;
  const value = values.reduce((sum, each) => sum + each, 0) / count;
  const variance = values.reduce((sum, each) => sum + (each - value) ** 2, 0) / (count - 1);
  const error = Math.sqrt(variance / count) * studentOf95(count - 1);
  return { value, low: value - error, high: value + error };
}

/** Student's t of 97.5% for so many degrees of freedom. */
function studentOf95(freedom: number): number {
  return STUDENT_OF_95[freedom - 1] ?? 1.96 + 2.4 / freedom;
}

/** From one degree of freedom on; beyond these the expansion above is right to a hundredth. */
const STUDENT_OF_95 = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228];
