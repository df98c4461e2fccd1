/** A maker of a seed that does all that a desk allows: quotes, cancels, crosses, sends at random. */
import type { MakerDesk } from '../../src/whatif/index.js';
import { dice } from './dice.js';

export function randomMaker(seed: number, mayTake: boolean): (desk: MakerDesk) => void {
  const below = dice(seed);
  return (desk) => {
    let open = 0;
    for (const order of desk.orders) {
      open += 1;
      const isFree = order.status === 'open' && !order.isCancelRequested;
      if (isFree && below(3) === 0) desk.cancel(order);
    }
    const { bestBidTick, bestAskTick } = desk;
    if (!Number.isFinite(bestBidTick + bestAskTick) || open > 6) return;
    for (let count = below(3); count > 0; count -= 1) {
      const side = below(2) === 0 ? 'buy' : 'sell';
      const away = below(8) - 3;
      const tick = side === 'buy' ? bestBidTick - away : bestAskTick + away;
      const timeInForce = mayTake ? (['post-only', 'gtc', 'ioc'] as const)[below(3)] : 'post-only';
      desk.submit(side, tick, (1 + below(30)) / 1000, timeInForce);
    }
  };
}
