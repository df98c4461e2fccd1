/** One policy with settings varied, each combination on the same markets. */
import type { PresetLibrary } from '../check/index.js';
import { compilePolicyText } from '../compile/index.js';
import {
  type OpenedMarket,
  runTrial,
  type TrialFigures,
  type TrialOptions,
  withSetting,
} from '../study/index.js';

export interface SweepPoint {
  /** By path, as written in the policy: `{ 'quote.risk-aversion': '0.05 per tick' }`. */
  readonly settings: Readonly<Record<string, string>>;
  /** One for each market, in order: the same for all points, so that they can be paired. */
  readonly figures: readonly TrialFigures[];
}

export interface SweepOptions extends Pick<TrialOptions, 'exchange' | 'margin' | 'stop'> {
  /** The policy's file, for diagnostics, and its text. */
  readonly file: string;
  readonly source: string;
  readonly library?: PresetLibrary;
  /** Values by path, in the order of trials; a number alone keeps the unit that stands there. */
  readonly vary: Readonly<Record<string, readonly string[]>>;
  /** Opened anew for each trial: a market in memory, or a recording that is read again. */
  readonly markets: readonly (() => OpenedMarket | Promise<OpenedMarket>)[];
  /** Told after each trial: how many of how many. */
  readonly onProgress?: (done: number, all: number) => void;
}

/**
 * Every combination of values, one after the other in this process (`mm-policy what-if --sweep`
 * uses all cores). Throws `SettingPathError` for a path that leads nowhere, and `RangeError` with
 * the checker's words where a combination does not compile.
 */
export async function sweepSettings(options: SweepOptions): Promise<readonly SweepPoint[]> {
  const { file, source, library, vary, markets, onProgress, exchange, margin, stop } = options;
  const combinations = combinationsOf(Object.entries(vary));
  const all = combinations.length * markets.length;
  const points: SweepPoint[] = [];
  let done = 0;
  for (const settings of combinations) {
    const changes = Object.entries(settings).map(([path, value]) => ({ path, value }));
    const text = changes.reduce(withSetting, source);
    const label = [file, ...changes.map(({ path, value }) => `${path}=${value}`)].join(' ');
    const { policy, diagnostics } = compilePolicyText(file, text, library);
    if (policy === null) {
      throw new RangeError(`${label}: ${diagnostics.map(({ message }) => message).join('; ')}`);
    }
    const figures: TrialFigures[] = [];
    for (const open of markets) {
      const market = await open();
      const trial = await runTrial({
        label,
        policy,
        market,
        ...(exchange === undefined ? {} : { exchange }),
        ...(margin === undefined ? {} : { margin }),
        ...(stop === undefined ? {} : { stop }),
      });
      figures.push(trial.figures);
      done += 1;
      onProgress?.(done, all);
    }
    points.push({ settings, figures });
  }
  return points;
}

function combinationsOf(
  entries: readonly (readonly [string, readonly string[]])[],
): readonly Readonly<Record<string, string>>[] {
  return entries.reduce<readonly Readonly<Record<string, string>>[]>(
    (combinations, [path, values]) =>
      combinations.flatMap((each) => values.map((value) => ({ ...each, [path]: value }))),
    [{}],
  );
}
