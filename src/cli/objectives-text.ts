/** How far the objectives of a policy are reached, in a few words. */
import type { ObjectiveView } from '../engine/index.js';
import { formatFigure } from './figure.js';

/** `2 of 3 met; open: trading-days 3 (trading_days >= 4)`; null where there are none. */
export function objectivesText(objectives: readonly ObjectiveView[]): string | null {
  if (objectives.length === 0) return null;
  const open = objectives.filter(({ isMet }) => !isMet);
  const met = `${objectives.length - open.length} of ${objectives.length} met`;
  return open.length === 0 ? met : `${met}; open: ${open.map(openText).join(', ')}`;
}

function openText({ rule, coin, text, value, unit }: ObjectiveView): string {
  const name = coin === null || rule.startsWith(`${coin}.`) ? rule : `${coin} ${rule}`;
  return `${name} ${formatFigure(value, unit)} (${text})`;
}
