/** Warns of quotes without stops under a limit that measures them: no order would pass. */
import type { ProblemList } from '../diagnostic/index.js';
import type { CheckedMarket, CheckedPolicy, CheckedRule } from './checked-policy.js';
import { listMeasures, type MeasureUse } from './list-measures.js';

export function reportQuotesWithoutStop(policy: CheckedPolicy, problems: ProblemList): void {
  const limits = policy.rules.filter(measuresStops);
  const uncovered = policy.markets.filter(
    ({ coin, quote, sizing }) =>
      quote !== null &&
      sizing === null &&
      limits.some(({ coins }) => coins === null || coins.includes(coin)),
  );
  const [first] = uncovered;
  const limit = limits.find(
    ({ coins }) => first !== undefined && (coins === null || coins.includes(first.coin)),
  );
  if (first === undefined || limit === undefined) return;
  const name = limit.preset === null ? limit.name : `${limit.preset.name}.${limit.name}`;
  const coins = uncovered.map(({ coin }) => coin).join(' and ');
  const verb = uncovered.length === 1 ? 'is' : 'are';
  const message = `\`${name}\` measures stops, and ${coins} ${verb} quoted without`;
  problems.report('P509', placeOf(first), message, {
    label: 'no order would pass',
    hint: 'add `size kelly` with a `stop-distance` and a `warm-up-risk`: a stop is kept then',
  });
}

/** A waived limit is back one day, and one with a `when` may not apply. */
function measuresStops({ effect, applies, condition, waivedUntil }: CheckedRule): boolean {
  if (effect !== 'limit' || applies !== null) return false;
  return waivedUntil.every((date) => date === null) && listMeasures(condition).some(isOfStops);
}

function isOfStops(use: MeasureUse): boolean {
  return use.kind === 'measure' && (use.name === 'order.risk' || use.name === 'open_risk');
}

function placeOf({ span, quote }: CheckedMarket): CheckedMarket['span'] {
  return quote === null || quote.preset !== null ? span : quote.span;
}
