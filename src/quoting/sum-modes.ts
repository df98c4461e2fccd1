/**
 * v as the sum of the slowest modes of M that still matter `seconds` before the end.
 *
 * With φ the slowest mode, λ its eigenvalue and g = (another mode) / φ, the eigenvalue equation
 * becomes a recurrence of the differences of g towards the peak whose terms are all positive in
 * the tails, however many orders of magnitude φ spans there; it knows only rates, which are
 * eigenvalues less λ, so that small gaps keep all their digits. And v / φ = Σ e^(−rate·T) c g.
 */
import { type InventoryChain, valueAt } from './inventory-chain.js';
import { logRatiosOf, type ModeArm, type SlowestMode } from './slowest-mode.js';

/** What is left out, at any inventory, against the slowest mode there. */
const OMITTED_MAX = 1e-15;
/** By so much rounding may grow where terms cancel out; 2e-16 of it is left in ln v. */
const CANCELLATION_MAX = 1e3;

/** An arm with what the sums need on its sites; both modes and start are 1 at their largest. */
interface WeightedArm extends ModeArm {
  readonly logMode: Float64Array;
  readonly mode: Float64Array;
  /** v at the end of the horizon. */
  readonly start: Float64Array;
}

interface Setting {
  readonly slowest: SlowestMode;
  readonly arms: readonly WeightedArm[];
  readonly seconds: number;
  /** ‖start‖ over its part in the normalised slowest mode; ≥ 1. */
  readonly startNorm: number;
  /** ‖φ‖², as φ is stored. */
  readonly mass: number;
}

/**
 * Null where more than `modesMax` modes matter or where so much cancels out between them that
 * the sum could lose digits: over short horizons. Then another method has to serve.
 */
export function logRatiosByModes(
  chain: InventoryChain,
  slowest: SlowestMode,
  seconds: number,
  modesMax: number,
): Float64Array | null {
  const setting = settingOf(chain, slowest, seconds);
  if (setting === null) return null;
  const omittedFrom = slowestOmittedRate(setting);
  const { arms } = setting;
  if (omittedFrom === Infinity) return null;
  const scaledMax = omittedFrom / slowest.fillGain;
  const modes = shoot(arms, scaledMax).below;
  // Faster modes than this live in the tails only, where the recurrence towards the peak fails.
  const centralModes = shoot(arms, 2 - slowest.eigenvalue / slowest.fillGain).below;
  if (!(modes <= modesMax && (modes <= centralModes || modes === 1))) return null;
  const excess = arms.map(({ costs }) => new Float64Array(costs.length));
  const sizes = arms.map(({ costs }) => new Float64Array(costs.length).fill(setting.startNorm));
  const spacing = scaledMax / modes;
  let scaledRate = 0;
  for (let n = 1; n < modes; n += 1) {
    const next = nextRate(arms, n, scaledRate, spacing);
    if (next === null) return null;
    scaledRate = next;
    if (!addMode(setting, scaledRate, excess, sizes)) return null;
  }
  for (const [index, values] of excess.entries()) {
    for (let j = 0; j < values.length; j += 1) {
      const whole = 1 + valueAt(values, j);
      // Fails closed: NaN compares as false.
      if (!(valueAt(sizes[index] ?? values, j) <= CANCELLATION_MAX * whole)) return null;
      if (!(whole >= 1 / CANCELLATION_MAX)) return null;
    }
  }
  return logRatiosOf(slowest, excess);
}

/** Null where the chain has not one peak, as rounding may have it. */
function settingOf(
  { terminalLogRatios }: InventoryChain,
  slowest: SlowestMode,
  seconds: number,
): Setting | null {
  const { peak } = slowest;
  let logStartMax = 0;
  const arms = slowest.arms.map((arm) => {
    const { costs, ratios, direction } = arm;
    const [logMode, start] = [new Float64Array(costs.length), new Float64Array(costs.length)];
    for (let j = 0; j < ratios.length; j += 1) {
      logMode[j + 1] = valueAt(logMode, j) + Math.log(valueAt(ratios, j));
      const step = valueAt(terminalLogRatios, direction === 1 ? peak + j : peak - 1 - j);
      start[j + 1] = valueAt(start, j) + direction * step;
      logStartMax = Math.max(logStartMax, valueAt(start, j + 1));
    }
    return { ...arm, logMode, mode: logMode.map(Math.exp), start };
  });
  if (arms.some(({ ratios }) => !ratios.every((ratio) => ratio < 1 + 1e-6))) return null;
  let [startSquared, part, mass] = [0, 0, 0];
  for (const [index, { start, mode, copies }] of arms.entries()) {
    for (let j = 0; j < start.length; j += 1) {
      const value = Math.exp(valueAt(start, j) - logStartMax);
      start[j] = value;
      const weight = weightOf(index, j, copies);
      startSquared += weight * value * value;
      part += weight * value * valueAt(mode, j);
      mass += weight * valueAt(mode, j) ** 2;
    }
  }
  const startNorm = Math.sqrt(startSquared * mass) / part;
  return { slowest, arms, seconds, startNorm, mass };
}

/** The peak belongs to all arms and is counted with the first. */
function weightOf(arm: number, site: number, copies: 1 | 2): number {
  if (site > 0) return copies;
  return arm === 0 ? 1 : 0;
}

/**
 * A rate from which on all modes together weigh at most `OMITTED_MAX` at every inventory, Infinity
 * where there is none. Cut into bands, a ≤ rate ≤ b, the modes of each weigh at most
 * startNorm · e^(−aT) · (the largest that a normalised mode of rate ≤ b can be, over φ).
 */
function slowestOmittedRate({ slowest, arms, seconds, startNorm, mass }: Setting): number {
  const { fillGain, eigenvalue } = slowest;
  const dearest = Math.max(...arms.map(({ costs, ratios }) => valueAt(costs, ratios.length)));
  const sites = arms.reduce((sum, arm) => sum + arm.ratios.length, 1);
  const allowed = Math.log(OMITTED_MAX / (sites * startNorm));
  let omittedFrom = Infinity;
  let top = dearest + 2 * fillGain - eigenvalue;
  for (const factor of [0.5, 0.75, 0.9]) {
    for (;;) {
      const rate = top;
      const largest = Math.max(...arms.map((arm) => logLargest(arm, slowest, rate)));
      if (!(largest + Math.log(mass) / 2 - rate * factor * seconds <= allowed)) break;
      top *= factor;
      omittedFrom = top;
    }
  }
  return omittedFrom;
}

/**
 * The logarithm of the most that |mode| / φ can be on this arm, for normalised modes of at most
 * this rate and φ as it is stored. Beyond the last turning point a mode only changes by its ratios,
 * which over φ's are largest for the largest rate; within it, |mode| ≤ 1 and φ falls outwards.
 */
function logLargest(arm: WeightedArm, { fillGain, eigenvalue }: SlowestMode, rate: number): number {
  const { costs, ratios, logMode } = arm;
  const scaled = rate / fillGain;
  let [value, rise, outer] = [1, 0, 0];
  let site = ratios.length;
  while (site > 0 && valueAt(costs, site) - eigenvalue - rate > 2 * fillGain) {
    const ratio = valueAt(ratios, site - 1);
    const next = ratio * (outer * rise + scaled * value);
    if (!(next < value)) break;
    rise = next;
    value -= rise;
    outer = ratio;
    site -= 1;
  }
  return -Math.log(value) - valueAt(logMode, site);
}

/** Where an arm's g = 1 at its end has come at the peak, and its difference to the site before. */
function shootArm(
  { ratios }: ModeArm,
  scaledRate: number,
  values: Float64Array | null,
): { readonly value: number; readonly rise: number; readonly nodes: number } {
  let [value, rise, outer, nodes] = [1, 0, 0, 0];
  if (values !== null) values[ratios.length] = 1;
  for (let j = ratios.length - 1; j >= 0; j -= 1) {
    const ratio = valueAt(ratios, j);
    rise = ratio * (outer * rise + scaledRate * value);
    const next = value - rise;
    if (next < 0 !== value < 0) nodes += 1;
    value = next;
    outer = ratio;
    if (values !== null) values[j] = value;
  }
  return { value, rise: outer * rise, nodes };
}

/**
 * `mismatch` at the peak has its zeros at the rates of the modes (over η) and the sign of
 * (−1)^(below − 1); `below` counts the modes of smaller rate, the slowest included (Sturm).
 */
function shoot(
  arms: readonly ModeArm[],
  scaledRate: number,
): { readonly mismatch: number; readonly below: number } {
  let [values, rises, nodes] = [1, 0, 0];
  for (const arm of arms) {
    const end = shootArm(arm, scaledRate, null);
    rises = rises * end.value + arm.copies * end.rise * values;
    values *= end.value;
    nodes += end.nodes;
  }
  const mismatch = rises + scaledRate * values;
  return { mismatch, below: nodes + (mismatch > 0 === values > 0 ? 1 : 0) };
}

/** The rate over η of mode n, the slowest being 0; null where rounding hides it. */
function nextRate(
  arms: readonly ModeArm[],
  n: number,
  previous: number,
  spacing: number,
): number | null {
  let [low, high, step] = [previous, Infinity, spacing];
  let [lowMismatch, highMismatch] = [NaN, NaN];
  for (let tries = 0; Number.isNaN(lowMismatch) || Number.isNaN(highMismatch); tries += 1) {
    const rate = high === Infinity ? low + step : low + (high - low) / 2;
    if (tries === 200 || rate <= low || rate >= high) return null;
    const { mismatch, below } = shoot(arms, rate);
    if (below <= n) {
      low = rate;
      lowMismatch = below === n ? mismatch : NaN;
      step *= 2;
    } else {
      high = rate;
      highMismatch = below === n + 1 ? mismatch : NaN;
    }
  }
  if (!(lowMismatch * highMismatch <= 0)) return null;
  return rootBetween(
    (rate) => shoot(arms, rate).mismatch,
    [low, lowMismatch],
    [high, highMismatch],
  );
}

/** Regula falsi after Anderson and Björck: `f` has one root between, and opposite signs there. */
function rootBetween(
  f: (x: number) => number,
  [low, fLow]: readonly [number, number],
  [high, fHigh]: readonly [number, number],
): number {
  let [a, fa, b, fb] = [low, fLow, high, fHigh];
  for (let tries = 0; tries < 100; tries += 1) {
    const guess = b - (fb * (b - a)) / (fb - fa);
    const inside = guess > Math.min(a, b) && guess < Math.max(a, b);
    const x = inside ? guess : a + (b - a) / 2;
    if (Math.abs(x - b) <= 2 * Number.EPSILON * x) return x;
    const fx = f(x);
    if (fx === 0) return x;
    if (fx < 0 !== fb < 0) [a, fa] = [b, fb];
    else fa *= fx / fb < 1 ? 1 - fx / fb : 0.5;
    [b, fb] = [x, fx];
  }
  return b;
}

/** Adds the mode to `excess`, and how large it could be there to `sizes`. False where it cannot. */
function addMode(
  { slowest, arms, seconds, startNorm, mass }: Setting,
  scaledRate: number,
  excess: readonly Float64Array[],
  sizes: readonly Float64Array[],
): boolean {
  const shots = arms.map((arm) => {
    const values = new Float64Array(arm.costs.length);
    return { arm, values, end: shootArm(arm, scaledRate, values) };
  });
  const scales = scalesOf(shots, scaledRate);
  let [part, slowestPart, squared] = [0, 0, 0];
  for (const [index, { arm, values }] of shots.entries()) {
    const scale = scales[index] ?? NaN;
    for (let j = 0; j < values.length; j += 1) {
      const weight = weightOf(index, j, arm.copies) * valueAt(arm.mode, j);
      const value = valueAt(values, j) * scale;
      values[j] = value;
      part += weight * valueAt(arm.start, j) * value;
      slowestPart += weight * valueAt(arm.start, j);
      squared += weight * valueAt(arm.mode, j) * value * value;
    }
  }
  const decay = Math.exp(-scaledRate * slowest.fillGain * seconds);
  const factor = (decay * part * mass) / (slowestPart * squared);
  const size = decay * startNorm * Math.sqrt(mass / squared);
  if (!Number.isFinite(factor) || !Number.isFinite(size)) return false;
  for (const [index, { values }] of shots.entries()) {
    const [sum, sizeSum] = [excess[index], sizes[index]];
    if (sum === undefined || sizeSum === undefined) return false;
    for (let j = 0; j < values.length; j += 1) {
      const value = valueAt(values, j);
      sum[j] = valueAt(sum, j) + factor * value;
      sizeSum[j] = valueAt(sizeSum, j) + size * Math.abs(value);
    }
  }
  return true;
}

/** The factors that make the arms of a mode meet: in value, or in slope where a node is there. */
function scalesOf(
  shots: readonly { readonly arm: ModeArm; readonly end: ReturnType<typeof shootArm> }[],
  scaledRate: number,
): number[] {
  const [first, second] = shots;
  if (first === undefined || second === undefined) return shots.map(() => 1);
  const wave = Math.sqrt(scaledRate);
  const scale = 1 / (Math.abs(first.end.value) + Math.abs(first.end.rise) / wave);
  const [value, rise] = [first.end.value * scale, first.end.rise * scale];
  const own = 1 / (Math.abs(second.end.value) + Math.abs(second.end.rise) / wave);
  const [otherValue, otherRise] = [second.end.value * own, (second.end.rise * own) / wave];
  const wanted = -(rise + scaledRate * value) / wave;
  const fit = (otherValue * value + otherRise * wanted) / (otherValue ** 2 + otherRise ** 2);
  return [scale, own * fit];
}
