/** `size kelly` of a policy and its presets: all blocks that hold for a market as one. */
import { type Decimal, decimal } from '../base/index.js';
import type { Span } from '../diagnostic/index.js';
import type { SettingBlockNode } from '../syntax/index.js';
import type { CheckedBars, CheckedMarket, CheckedSizing } from './checked-policy.js';
import { composeValues, type Layer } from './compose-values.js';
import type { Unit } from './load-units.js';
import { type ResolvedSettings, resolveSettings } from './resolve-settings.js';
import type { IsSettingWaived } from './setting-waivers.js';

/** One block that holds for a market. */
interface Source {
  readonly unit: Unit;
  readonly block: SettingBlockNode;
  readonly settings: ResolvedSettings<'size kelly'>;
}

/** What is not written. A correlation of 1 is the worst case: all risks add up. */
const DEFAULTS = {
  fraction: decimal('0.5'),
  riskPerTrade: decimal('0.02'),
  portfolioRisk: decimal('0.03'),
  warmUpRisk: decimal(0),
  correlation: decimal(1),
  history: 30,
  shrinkAbove: decimal('1.3'),
  growBelow: decimal('0.7'),
};
export const DEFAULT_ATR: CheckedBars = { count: 20, eachMs: 300_000 };
/** A preset may leave the stop to its user: by itself it is played with this one. */
const STAND_IN_STOP = { kind: 'ratio', ratio: decimal('0.01') } as const;

/**
 * The markets with their sizing, composed as all settings are. `units` begins with the file that
 * is checked.
 */
export function composeSizing(
  markets: readonly CheckedMarket[],
  units: readonly Unit[],
  isWaived: IsSettingWaived,
): readonly CheckedMarket[] {
  const composer = new SizingComposer(units, isWaived);
  const sized = markets.map((market) => composer.compose(market));
  composer.readUnused();
  return shareTightest(sized);
}

class SizingComposer {
  readonly #units: readonly Unit[];
  readonly #isWaived: IsSettingWaived;
  readonly #read = new Map<SettingBlockNode, ResolvedSettings<'size kelly'>>();
  /** Where something was said already: a block may hold for many markets. */
  readonly #reported = new Set<string>();

  constructor(units: readonly Unit[], isWaived: IsSettingWaived) {
    this.#units = units;
    this.#isWaived = isWaived;
  }

  compose(market: CheckedMarket): CheckedMarket {
    const bySource = this.#units.map((unit) => this.#sourcesIn(unit, market.coin));
    const sources = bySource.flat();
    const [nearest] = sources;
    if (nearest === undefined) return market;
    const layers = this.#units.map((unit, index): Layer<'size kelly'> => {
      return { unit, blocks: (bySource[index] ?? []).map(({ settings }) => settings) };
    });
    const values = composeValues('size kelly', layers, this.#isWaived);
    const stopDistance = values['stop-distance'] ?? this.#missingStop(sources);
    const warmUpRisk = values['warm-up-risk'] ?? DEFAULTS.warmUpRisk;
    const history = values.history ?? DEFAULTS.history;
    if (warmUpRisk.isZero()) this.#reportCannotStart(sources, history);
    const followsVolatility =
      stopDistance.kind === 'atr' ||
      values.atr !== undefined ||
      values['shrink-above'] !== undefined ||
      values['grow-below'] !== undefined;
    const sizing: CheckedSizing = {
      span: nearest.block.span,
      preset: nearest.unit.preset,
      fraction: values.fraction ?? DEFAULTS.fraction,
      maxDrawdown: values['max-drawdown'] ?? null,
      riskPerTrade: values['risk-per-trade'] ?? DEFAULTS.riskPerTrade,
      portfolioRisk: values['portfolio-risk'] ?? DEFAULTS.portfolioRisk,
      warmUpRisk,
      correlation: values.correlation ?? DEFAULTS.correlation,
      history,
      volatility: followsVolatility
        ? {
            shrinkAbove: values['shrink-above'] ?? DEFAULTS.shrinkAbove,
            growBelow: values['grow-below'] ?? DEFAULTS.growBelow,
          }
        : null,
      stopDistance,
    };
    return { ...market, sizing, atr: values.atr ?? DEFAULT_ATR };
  }

  /** Finds the mistakes in blocks that no market makes use of. */
  readUnused(): void {
    for (const unit of this.#units) {
      for (const block of unit.statements.sizings) this.#settingsOf(block, unit);
    }
  }

  /** A file's blocks for a market, nearest first: the market's, the phase's, the file's. */
  #sourcesIn(unit: Unit, coin: string): readonly Source[] {
    const inMarket = unit.statements.markets
      .filter((market) => market.coin === coin)
      .flatMap(({ block }) => block.entries)
      .flatMap((entry) =>
        entry.kind === 'settingBlock' && entry.head.name === 'size kelly' ? [entry] : [],
      );
    return [...inMarket.slice(0, 1), ...unit.statements.sizings].map((block) => ({
      unit,
      block,
      settings: this.#settingsOf(block, unit),
    }));
  }

  #settingsOf(block: SettingBlockNode, { problems }: Unit): ResolvedSettings<'size kelly'> {
    const before = this.#read.get(block);
    if (before !== undefined) return before;
    const resolved = resolveSettings('size kelly', block.entries, problems);
    this.#read.set(block, resolved);
    return resolved;
  }

  #missingStop(sources: readonly Source[]): CheckedSizing['stopDistance'] {
    const [own] = this.#units;
    const [nearest] = sources;
    const isUnread = sources.some(({ settings }) => settings.writtenAt.has('stop-distance'));
    if (own?.preset === null && nearest !== undefined && !isUnread && own.statements.isWhole) {
      const span = this.#placeOf(nearest);
      if (!this.#isReported('stop-distance', span)) {
        own.problems.report('P414', span, '`size kelly` needs its `stop-distance`', {
          hint: 'say where a trade has failed: `stop-distance 1%` of the mark, or `2x atr`',
        });
      }
    }
    return STAND_IN_STOP;
  }

  #reportCannotStart(sources: readonly Source[], history: number): void {
    const [own] = this.#units;
    const [nearest] = sources;
    const isUnread = sources.some(
      ({ settings }) =>
        settings.writtenAt.has('warm-up-risk') && settings.values['warm-up-risk'] === undefined,
    );
    if (own?.preset !== null || nearest === undefined || isUnread) return;
    const span = this.#placeOf(nearest);
    if (this.#isReported('cannot-start', span)) return;
    const message = `nothing is traded before ${history} trades are known, and none ever will be`;
    own.problems.report('P506', span, message, {
      hint: 'add what may be risked until then, such as `warm-up-risk 0.25% of equity`',
    });
  }

  /** In the policy: where its own block begins, else where it uses the preset. */
  #placeOf({ unit, block }: Source): Span {
    if (unit === this.#units[0]) return block.head.span;
    return unit.use?.preset.span ?? block.head.span;
  }

  #isReported(what: string, { start }: Span): boolean {
    const key = `${what} ${start}`;
    if (this.#reported.has(key)) return true;
    this.#reported.add(key);
    return false;
  }
}

/** What is shared by all markets is the tightest that any of them says. */
function shareTightest(markets: readonly CheckedMarket[]): readonly CheckedMarket[] {
  const sizings = markets.flatMap(({ sizing }) => (sizing === null ? [] : [sizing]));
  const [portfolioRisk] = sizings.map((each) => each.portfolioRisk).toSorted(compare);
  const correlation = sizings
    .map((each) => each.correlation)
    .toSorted(compare)
    .at(-1);
  if (portfolioRisk === undefined || correlation === undefined) return markets;
  return markets.map((market) => {
    const { sizing } = market;
    return sizing === null
      ? market
      : { ...market, sizing: { ...sizing, portfolioRisk, correlation } };
  });
}

function compare(a: Decimal, b: Decimal): number {
  return a.comparedTo(b);
}
