import { describe, expect, it } from 'vitest';
import { decimal } from '../../src/base/index.js';
import { syntheticMarket } from '../../src/feed/index.js';
import { roundPriceDown, roundPriceUp } from '../../src/market/index.js';
import { createSimulatedVenue, referenceInstruments } from '../../src/simulator/index.js';
import { VenueAuditor } from '../simulator/venue-auditor.js';
import { order, USER } from '../simulator/venue-fixture.js';

describe('a quoter in a synthetic market', () => {
  it('is filled on both sides over an hour and its books balance', () => {
    const startTime = 1_757_015_216_000;
    const auditor = new VenueAuditor();
    const venue = createSimulatedVenue({
      instruments: referenceInstruments,
      emit: (event) => auditor.hear(event),
    });
    venue.addAccount(USER, decimal('397.49'));
    auditor.deposited(USER, decimal('397.49'));
    let nextQuoteAt = startTime + 1000;
    for (const event of syntheticMarket({ seed: 21, startTime })) {
      if (event.at >= startTime + 3_600_000) break;
      venue.applyMarket(event);
      if (event.at < nextQuoteAt) continue;
      nextQuoteAt = event.at + 5000;
      venue.cancelAll(USER, event.at, 'canceled');
      const { bids, asks } = venue.market('HYPE');
      const [bid, ask] = [bids[0]?.price ?? decimal(27), asks[0]?.price ?? decimal(28)];
      const mid = bid.plus(ask).div(2);
      for (const side of ['buy', 'sell'] as const) {
        const away = decimal('0.003');
        const price =
          side === 'buy' ? roundPriceDown(mid.minus(away), 2) : roundPriceUp(mid.plus(away), 2);
        const request = order({ side, price: price.toString(), size: 10 });
        auditor.placing(USER, request);
        auditor.placed(venue.place(USER, request, event.at));
      }
    }
    const fills = venue.fills(USER, 0, Number.MAX_SAFE_INTEGER);
    auditor.compare(venue, ['HYPE']);
    expect(auditor.problems).toEqual([]);
    expect(fills.filter((fill) => fill.side === 'buy').length).toBeGreaterThan(20);
    expect(fills.filter((fill) => fill.side === 'sell').length).toBeGreaterThan(20);
    expect(fills.every((fill) => fill.liquidity === 'maker')).toBe(true);
  });
});
