/** A market's events as the steps that a calibration takes. */
import type { BookLevel, MarketEvent } from '../market/index.js';
import { MarketSampler, type MarketStep, STEP_MS } from '../quoting/index.js';

/**
 * Steps of 100 ms, lengths in USD, as far as whole steps go. Mid is that of the tops, which tell of
 * every change; books serve until the first of them.
 */
export function marketSteps(events: readonly MarketEvent[]): readonly MarketStep[] {
  const steps: MarketStep[] = [];
  const sampler = new MarketSampler((step) => steps.push(step), STEP_MS);
  let hasTops = false;
  for (const event of events) {
    if (event.kind === 'tradePrinted') {
      sampler.hearTrade(event.at, event.side, event.price.toNumber());
    } else if (event.kind === 'topChanged') {
      hasTops = true;
      sampler.hearMid(event.at, midOf(event.bid, event.ask));
    } else if (event.kind === 'bookChanged' && !hasTops) {
      sampler.hearMid(event.at, midOf(event.bids[0], event.asks[0]));
    }
  }
  return steps;
}

function midOf(
  bid: BookLevel | null | undefined,
  ask: BookLevel | null | undefined,
): number | null {
  return bid && ask ? bid.price.plus(ask.price).div(2).toNumber() : null;
}
