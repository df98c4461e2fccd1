/** Figures as a policy writes them. */
import type { Decimal } from '../base/index.js';

/** `$1_000.50`: groups of three where there are four digits or more. */
export function printMoney(value: Decimal): string {
  const [whole = '', fraction] = value.toFixed().split('.');
  const grouped = whole.length < 4 ? whole : whole.replaceAll(/\B(?=(?:\d{3})+$)/gu, '_');
  return `$${grouped}${fraction === undefined ? '' : `.${fraction}`}`;
}
