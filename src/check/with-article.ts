/** `a kill`, `an alert`: an effect as messages name it. */
import type { Effect } from '../syntax/index.js';

export function withArticle(effect: Effect): string {
  return effect === 'alert' || effect === 'objective' ? `an ${effect}` : `a ${effect}`;
}
