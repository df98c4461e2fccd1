/** The blocks that speak of a market, file by file, each read once. */
import type { SettingBlockNode, SettingNode } from '../syntax/index.js';
import type { Layer } from './compose-values.js';
import type { Unit } from './load-units.js';
import { type ResolvedSettings, resolveSettings, type SettingsOwner } from './resolve-settings.js';

export type Strategy = 'quote glft' | 'allocate margin';

const STRATEGIES: readonly Strategy[] = ['quote glft', 'allocate margin'];

/** A strategy's block with the file that it stands in. */
interface PlacedBlock {
  readonly unit: Unit;
  readonly block: SettingBlockNode;
}

export class MarketBlocks {
  /** A block of the file, or of several markets, is read and reported once. */
  readonly #read = new Map<object, ResolvedSettings<SettingsOwner>>();

  marketLayer(unit: Unit, coin: string): Layer<'market'> {
    const declared = unit.statements.markets.filter((market) => market.coin === coin);
    const blocks = declared.map(({ block }) => {
      const settings = block.entries.filter((entry) => entry.kind === 'setting');
      return this.#once('market', block, settings, unit);
    });
    return { unit, blocks };
  }

  strategyLayer<Name extends Strategy>(unit: Unit, coin: string, name: Name): Layer<Name> {
    const blocks = this.strategyBlocks(unit, coin, name);
    return {
      unit,
      blocks: blocks.map(({ block }) => this.#once(name, block, block.entries, unit)),
    };
  }

  /** A file's blocks for a market, nearest first. */
  strategyBlocks(unit: Unit, coin: string, name: Strategy): readonly PlacedBlock[] {
    const { markets, blocks } = unit.statements;
    const own = markets
      .filter((market) => market.coin === coin)
      .flatMap((market) => this.#strategyIn(unit, market.block, name) ?? []);
    const file = blocks.get(name);
    return [...own, ...(file === undefined ? [] : [file])].map((block) => ({ unit, block }));
  }

  /** Finds the mistakes in blocks that no market makes use of, too. */
  readAll(units: readonly Unit[]): void {
    for (const unit of units) {
      for (const { coin } of unit.statements.markets) this.marketLayer(unit, coin);
      const coins = ['', ...unit.statements.markets.map(({ coin }) => coin)];
      for (const coin of coins) {
        for (const name of STRATEGIES) this.strategyLayer(unit, coin, name);
      }
    }
  }

  #strategyIn(
    unit: Unit,
    block: Unit['statements']['markets'][number]['block'],
    name: Strategy,
  ): SettingBlockNode | null {
    const [first, second] = block.entries.filter(
      (entry) => entry.kind === 'settingBlock' && entry.head.name === name,
    );
    if (second?.kind === 'settingBlock' && !this.#read.has(second)) {
      this.#read.set(second, { values: {}, writtenAt: new Map() });
      unit.problems.report('P208', second.head.span, `\`${name}\` stands here twice`, {
        hint: 'keep one of them',
      });
    }
    return first?.kind === 'settingBlock' ? first : null;
  }

  #once<Owner extends SettingsOwner>(
    owner: Owner,
    block: object,
    settings: readonly SettingNode[],
    unit: Unit,
  ): ResolvedSettings<Owner> {
    const known = this.#read.get(block);
    // A block has one owner: what was read for it before was read by the same table.
    if (known !== undefined) return known as ResolvedSettings<Owner>;
    const resolved = resolveSettings(owner, settings, unit.problems);
    this.#read.set(block, resolved);
    return resolved;
  }
}
