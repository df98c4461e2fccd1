/** In which order facts that are stated at once are taken in. */
import type { CheckedFact } from '../check/index.js';

/** In reverse: what stands last is learnt first. */
const LEARNT_FIRST: readonly string[] = [
  'open_risk',
  'maintenance_margin',
  'margin_used',
  'equity',
  'balance',
  'liquidation_price',
  'entry_price',
  'position',
  'spread',
  'mid',
  'oracle',
  'mark',
] satisfies CheckedFact['name'][];

/** Prices first: positions are entered at mark, and the account is valued by them. */
export function inOrderOfLearning(facts: readonly CheckedFact[]): readonly CheckedFact[] {
  return [...facts].sort((a, b) => rankOf(b) - rankOf(a));
}

function rankOf({ name }: CheckedFact): number {
  return LEARNT_FIRST.indexOf(name);
}

export function isKnownPosition({ name, value }: CheckedFact): boolean {
  return name === 'position' && !isUnheard(value);
}

export function isUnheard(value: CheckedFact['value']): boolean {
  return value === 'stale' || value === 'missing';
}
