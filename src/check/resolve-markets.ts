/** The markets with their settings, quoting and allocation: what a market says, then the file. */
import { decimal } from '../base/index.js';
import type { ProblemList, Span } from '../diagnostic/index.js';
import type { SettingBlockNode, SettingNode } from '../syntax/index.js';
import type { CheckedAllocation, CheckedMarket, CheckedQuote } from './checked-policy.js';
import { type ResolvedSettings, resolveSettings, type SettingsOwner } from './resolve-settings.js';
import type { DeclaredMarket, Statements } from './resolve-statements.js';

const REFRESH_DEFAULT_MS = 250;
const REQUIRED_QUOTE_KEYS = [
  'risk-aversion',
  'volatility',
  'intensity',
  'decay',
  'levels',
] as const;

type Strategy = 'quote glft' | 'allocate margin';

interface Strategies {
  readonly file: SettingBlockNode | null;
  readonly market: SettingBlockNode | null;
}

/** The markets that are sound; what is wrong with the others is reported. */
export function resolveMarkets(
  statements: Statements,
  problems: ProblemList,
): readonly CheckedMarket[] {
  const resolver = new MarketResolver(statements, problems);
  const markets: CheckedMarket[] = [];
  for (const market of statements.markets) {
    const checked = resolver.resolve(market);
    if (checked !== null) markets.push(checked);
  }
  if (statements.markets.length === 0) resolver.readFileBlocks();
  return markets;
}

class MarketResolver {
  readonly #statements: Statements;
  readonly #problems: ProblemList;
  /** A block of the file, or of several markets, is read and reported once. */
  readonly #read = new Map<object, ResolvedSettings<SettingsOwner>>();

  constructor(statements: Statements, problems: ProblemList) {
    this.#statements = statements;
    this.#problems = problems;
  }

  /** Finds the mistakes in the file's own blocks where no market makes use of them. */
  readFileBlocks(): void {
    for (const name of ['quote glft', 'allocate margin'] as const) {
      const block = this.#statements.blocks.get(name);
      if (block !== undefined) this.#settingsOf(name, block);
    }
  }

  resolve(market: DeclaredMarket): CheckedMarket | null {
    const { block, coin } = market;
    const isSeen = this.#read.has(block);
    const own = this.#marketSettings(market);
    const isNews = this.#statements.isWhole && !isSeen;
    if (isNews && !own.writtenAt.has('leverage')) {
      this.#problems.report('P414', block.head.span, 'a market needs its `leverage`', {
        hint: 'add `leverage 10x`, or less; it also bounds the position',
      });
    }
    const quote = this.#resolveQuote(market, isNews);
    const allocation = this.#resolveAllocation(market);
    const { leverage, margin } = own.values;
    if (leverage === undefined || quote === undefined) return null;
    const marginMode = margin ?? 'cross';
    return { coin, span: block.span, leverage, marginMode, quote, allocation };
  }

  #marketSettings({ block }: DeclaredMarket): ResolvedSettings<'market'> {
    const settings = block.entries.filter((entry) => entry.kind === 'setting');
    return this.#once('market', block, settings);
  }

  /** Null where the market is not quoted, undefined where its quoting is not sound. */
  #resolveQuote(market: DeclaredMarket, isNews: boolean): CheckedQuote | null | undefined {
    const blocks = this.#strategyBlocks(market, 'quote glft');
    const nearest = blocks.market ?? blocks.file;
    if (nearest === null) return null;
    const file = blocks.file === null ? null : this.#settingsOf('quote glft', blocks.file);
    const own = blocks.market === null ? null : this.#settingsOf('quote glft', blocks.market);
    const isWritten = (key: string): boolean =>
      file?.writtenAt.has(key) === true || own?.writtenAt.has(key) === true;
    const missing = REQUIRED_QUOTE_KEYS.filter((key) => !isWritten(key));
    if (missing.length > 0) {
      if (isNews) this.#reportMissing(missing, nearest.head.span);
      return undefined;
    }
    const values = { ...file?.values, ...own?.values };
    const unitSize = values['unit-size'] ?? null;
    if (unitSize !== null && unitSize.coin !== market.coin) {
      this.#reportForeignUnit(own?.writtenAt.get('unit-size') ?? file?.writtenAt.get('unit-size'), {
        unit: unitSize.coin,
        coin: market.coin,
      });
      return undefined;
    }
    const { volatility, intensity, decay, levels } = values;
    const riskAversion = values['risk-aversion'];
    if (riskAversion === undefined || volatility === undefined || levels === undefined) {
      return undefined;
    }
    if (intensity === undefined || decay === undefined) return undefined;
    return {
      span: nearest.span,
      riskAversion,
      volatility,
      intensityPerSecond: intensity,
      decay,
      horizonMs: values.horizon ?? null,
      unitSize: unitSize?.size ?? null,
      levels,
      minHalfSpread: values['min-half-spread'] ?? decimal(0),
      refreshMs: values.refresh ?? REFRESH_DEFAULT_MS,
    };
  }

  #resolveAllocation(market: DeclaredMarket): CheckedAllocation {
    const blocks = this.#strategyBlocks(market, 'allocate margin');
    const values = {
      ...(blocks.file === null ? {} : this.#settingsOf('allocate margin', blocks.file).values),
      ...(blocks.market === null ? {} : this.#settingsOf('allocate margin', blocks.market).values),
    };
    const share = values['per-side'];
    return {
      skew: values.skew ?? decimal('0.2'),
      perSideLeast: share?.least ?? decimal('0.3'),
      perSideMost: share?.most ?? decimal('0.7'),
    };
  }

  #strategyBlocks({ block }: DeclaredMarket, name: Strategy): Strategies {
    const own = block.entries.filter(
      (entry) => entry.kind === 'settingBlock' && entry.head.name === name,
    );
    const [market, second] = own;
    if (second?.kind === 'settingBlock' && market !== undefined && !this.#read.has(second)) {
      this.#read.set(second, { values: {}, writtenAt: new Map() });
      this.#problems.report('P208', second.head.span, `\`${name}\` stands here twice`, {
        hint: 'keep one of them',
      });
    }
    return {
      file: this.#statements.blocks.get(name) ?? null,
      market: market?.kind === 'settingBlock' ? market : null,
    };
  }

  #settingsOf<Name extends Strategy>(name: Name, block: SettingBlockNode): ResolvedSettings<Name> {
    return this.#once(name, block, block.entries);
  }

  #once<Owner extends SettingsOwner>(
    owner: Owner,
    block: object,
    settings: readonly SettingNode[],
  ): ResolvedSettings<Owner> {
    const known = this.#read.get(block);
    // A block has one owner: what was read for it before was read by the same table.
    if (known !== undefined) return known as ResolvedSettings<Owner>;
    const resolved = resolveSettings(owner, settings, this.#problems);
    this.#read.set(block, resolved);
    return resolved;
  }

  #reportMissing(keys: readonly string[], span: Span): void {
    const listed = keys.map((key) => `\`${key}\``).join(', ');
    this.#problems.report('P414', span, `\`quote glft\` needs ${listed}`, {
      hint: 'add each with its unit, such as `risk-aversion 0.05 per tick`',
    });
  }

  #reportForeignUnit(
    span: Span | undefined,
    { unit, coin }: { readonly unit: string; readonly coin: string },
  ): void {
    const message = `\`unit-size\` is in ${unit}, but it also holds for ${coin}`;
    this.#problems.report('P307', span ?? null, message, {
      hint: `give \`market ${coin}\` a \`quote glft\` block with a \`unit-size\` of its own`,
    });
  }
}
