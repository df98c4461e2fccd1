/** The markets with their settings, quoting and allocation: a policy's own, then its presets'. */
import { decimal } from '../base/index.js';
import type { SettingBlockNode } from '../syntax/index.js';
import type {
  CheckedAllocation,
  CheckedCalibration,
  CheckedMarket,
  CheckedQuote,
} from './checked-policy.js';
import { composeValues, type Layer } from './compose-values.js';
import { DEFAULT_ATR } from './compose-sizing.js';
import { DEFAULT_ALLOCATION } from './default-allocation.js';
import type { Unit } from './load-units.js';
import { IdleTemperature } from './idle-temperature.js';
import { MarketBlocks, type Strategy } from './market-blocks.js';
import type { SettingValues } from './resolve-settings.js';
import type { DeclaredMarket } from './resolve-statements.js';
import type { IsSettingWaived } from './setting-waivers.js';

const REFRESH_DEFAULT_MS = 250;
/** Ten minutes looked back, every five seconds, as in hftbacktest's tutorial of the model. */
const CALIBRATION_DEFAULTS: CheckedCalibration = {
  windowMs: 10 * 60_000,
  intervalMs: 5_000,
  leastSample: 100,
};
const REQUIRED_QUOTE_KEYS = [
  'risk-aversion',
  'volatility',
  'intensity',
  'decay',
  'levels',
] as const;

/** The markets that are sound; what is wrong with the others is reported. The policy is first. */
export function resolveMarkets(
  units: readonly Unit[],
  isWaived: IsSettingWaived,
): readonly CheckedMarket[] {
  const [own] = units;
  if (own === undefined) return [];
  const resolver = new MarketResolver(own, units, isWaived);
  const markets: CheckedMarket[] = [];
  for (const market of own.statements.markets) {
    const checked = resolver.resolve(market);
    if (checked !== null) markets.push(checked);
  }
  resolver.blocks.readAll(units);
  resolver.idleTemperature.report();
  return markets;
}

/** The same for a preset by itself, whose markets stand in for those of its users. */
export function boundStandIns(
  standIns: readonly CheckedMarket[],
  units: readonly Unit[],
): readonly CheckedMarket[] {
  const blocks = new MarketBlocks();
  const markets = standIns.map((market): CheckedMarket => {
    const layers = units.map((unit) => blocks.marketLayer(unit, market.coin));
    const { margin } = composeValues('market', layers, () => false);
    return { ...market, marginMode: margin ?? market.marginMode };
  });
  blocks.readAll(units);
  return markets;
}

class MarketResolver {
  readonly blocks = new MarketBlocks();
  readonly idleTemperature = new IdleTemperature();
  readonly #own: Unit;
  readonly #units: readonly Unit[];
  readonly #isWaived: IsSettingWaived;
  /** Blocks of several markets are missed once what they lack. */
  readonly #told = new Set<object>();

  constructor(own: Unit, units: readonly Unit[], isWaived: IsSettingWaived) {
    this.#own = own;
    this.#units = units;
    this.#isWaived = isWaived;
  }

  resolve(market: DeclaredMarket): CheckedMarket | null {
    const { block, coin } = market;
    const layers = this.#units.map((unit) => this.blocks.marketLayer(unit, coin));
    const { leverage, margin } = composeValues('market', layers, this.#isWaived);
    const isWritten = layers[0]?.blocks.some(({ writtenAt }) => writtenAt.has('leverage')) === true;
    if (!isWritten && this.#isNews(block)) {
      this.#own.problems.report('P414', block.head.span, 'a market needs its `leverage`', {
        hint: 'add `leverage 10x`, or less; it also bounds the position',
      });
    }
    const quote = this.#resolveQuote(market);
    const allocation = this.#resolveAllocation(market);
    if (leverage === undefined || !isWritten || quote === undefined) return null;
    const marginMode = margin ?? 'cross';
    return {
      coin,
      span: block.span,
      leverage,
      marginMode,
      quote,
      // All blocks of the policy and its presets are composed later.
      sizing: null,
      atr: DEFAULT_ATR,
      allocation,
    };
  }

  /** Null where the market is not quoted, undefined where its quoting is not sound. */
  #resolveQuote(market: DeclaredMarket): CheckedQuote | null | undefined {
    const layers = this.#layersOf(market, 'quote glft');
    const placed = this.#units.flatMap((unit) =>
      this.blocks.strategyBlocks(unit, market.coin, 'quote glft'),
    );
    const [nearest] = placed;
    if (nearest === undefined) return null;
    const values = composeValues('quote glft', layers, this.#isWaived);
    const missing = missingKeys(layers, values);
    if (missing.length > 0) {
      // Asked for once, in the block that holds for most markets.
      const widest = placed.findLast(({ unit }) => unit === nearest.unit) ?? nearest;
      if (this.#isNews(widest.block)) this.#reportMissing(missing, widest);
      return undefined;
    }
    const unitSize = values['unit-size'] ?? null;
    if (unitSize !== null && unitSize.coin !== market.coin) {
      this.#reportForeignUnit(layers, unitSize.coin, market.coin);
      return undefined;
    }
    const { preset } = nearest.unit;
    return checkedQuote(values, { span: nearest.block.span, preset });
  }

  #resolveAllocation(market: DeclaredMarket): CheckedAllocation {
    const layers = this.#layersOf(market, 'allocate margin');
    const values = composeValues('allocate margin', layers, this.#isWaived);
    const share = values['per-side'];
    const allocation: CheckedAllocation = {
      skew: values.skew ?? DEFAULT_ALLOCATION.skew,
      perSideLeast: share?.least ?? DEFAULT_ALLOCATION.perSideLeast,
      perSideMost: share?.most ?? DEFAULT_ALLOCATION.perSideMost,
      method: values.method ?? DEFAULT_ALLOCATION.method,
      temperature: values.temperature ?? DEFAULT_ALLOCATION.temperature,
    };
    this.idleTemperature.note(market.coin, allocation, layers);
    return allocation;
  }

  #layersOf<Name extends Strategy>({ coin }: DeclaredMarket, name: Name): readonly Layer<Name>[] {
    return this.#units.map((unit) => this.blocks.strategyLayer(unit, coin, name));
  }

  #isNews(block: object): boolean {
    if (!this.#own.statements.isWhole || this.#told.has(block)) return false;
    this.#told.add(block);
    return true;
  }

  #reportMissing(
    keys: readonly string[],
    { unit, block }: { readonly unit: Unit; readonly block: SettingBlockNode },
  ): void {
    const listed = keys.map((key) => `\`${key}\``).join(', ');
    unit.problems.report('P414', block.head.span, `\`quote glft\` needs ${listed}`, {
      hint: 'add each with its unit, such as `risk-aversion 0.05 per tick`',
    });
  }

  #reportForeignUnit(layers: readonly Layer<'quote glft'>[], unit: string, coin: string): void {
    const layer = layers.find(({ blocks }) =>
      blocks.some(({ values }) => values['unit-size'] !== undefined),
    );
    const span = layer?.blocks.find(({ writtenAt }) => writtenAt.has('unit-size'))?.writtenAt;
    const message = `\`unit-size\` is in ${unit}, but it also holds for ${coin}`;
    layer?.unit.problems.report('P307', span?.get('unit-size') ?? null, message, {
      hint: `give \`market ${coin}\` a \`quote glft\` block with a \`unit-size\` of its own`,
    });
  }
}

/** What is written nowhere; the decay comes out of the same fit as an intensity. */
function missingKeys(
  layers: readonly Layer<'quote glft'>[],
  { intensity }: SettingValues<'quote glft'>,
): readonly string[] {
  const blocks = layers.flatMap((layer) => layer.blocks);
  return REQUIRED_QUOTE_KEYS.filter(
    (key) =>
      !blocks.some(({ writtenAt }) => writtenAt.has(key)) &&
      !(key === 'decay' && intensity === 'calibrated'),
  );
}

function checkedQuote(
  values: SettingValues<'quote glft'>,
  place: Pick<CheckedQuote, 'span' | 'preset'>,
): CheckedQuote | undefined {
  const { volatility, intensity, levels } = values;
  const decay = values.decay ?? (intensity === 'calibrated' ? intensity : undefined);
  const riskAversion = values['risk-aversion'];
  if (riskAversion === undefined || volatility === undefined || levels === undefined) {
    return undefined;
  }
  if (intensity === undefined || decay === undefined) return undefined;
  return {
    ...place,
    riskAversion,
    volatility,
    intensityPerSecond: intensity,
    decay,
    calibration: {
      windowMs: values['calibration-window'] ?? CALIBRATION_DEFAULTS.windowMs,
      intervalMs: values['calibration-interval'] ?? CALIBRATION_DEFAULTS.intervalMs,
      leastSample: values['calibration-sample'] ?? CALIBRATION_DEFAULTS.leastSample,
    },
    horizonMs: values.horizon ?? null,
    unitSize: values['unit-size']?.size ?? null,
    levels,
    minHalfSpread: values['min-half-spread'] ?? decimal(0),
    refreshMs: values.refresh ?? REFRESH_DEFAULT_MS,
  };
}
