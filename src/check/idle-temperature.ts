/** A temperature that no market's allocation reads: an author who sets one expects it to matter. */
import type { Layer } from './compose-values.js';
import type { CheckedAllocation } from './checked-policy.js';

type AllocationLayer = Layer<'allocate margin'>;
type AllocationBlock = AllocationLayer['blocks'][number];

export class IdleTemperature {
  readonly #read = new Set<AllocationBlock>();
  /** What was written, with the file that it stands in and a market that does not read it. */
  readonly #written = new Map<AllocationBlock, { layer: AllocationLayer; coin: string }>();

  /** Takes in what one market's allocation came to, and what it came from. */
  note(coin: string, { method }: CheckedAllocation, layers: readonly AllocationLayer[]): void {
    for (const layer of layers) {
      for (const block of layer.blocks) {
        if (block.values.temperature === undefined) continue;
        if (method === 'by-value') this.#read.add(block);
        else if (!this.#written.has(block)) this.#written.set(block, { layer, coin });
      }
    }
  }

  /** One file's warnings: a block that holds for several markets is read where one reads it. */
  report(): void {
    for (const [block, { layer, coin }] of this.#written) {
      if (this.#read.has(block)) continue;
      const message = `nothing reads this \`temperature\`: margin in ${coin} is not split by value`;
      layer.unit.problems.report('P510', block.writtenAt.get('temperature') ?? null, message, {
        label: 'has no effect',
        hint: 'add `method by-value` to the block, or take the temperature out',
      });
    }
  }
}
