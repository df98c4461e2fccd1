/**
 * How a resting order moves up in the queue at its price. The venue does not tell what stands
 * before us, so it is a model. Sources: hftbacktest's documentation (MIT), "Order Fill"; the
 * probability queue after https://quant.stackexchange.com/questions/3782.
 */

/** What stands before an order and what traded there since the level was last shown: contracts. */
export interface QueuePlace {
  ahead: number;
  tradedSince: number;
}

export interface QueueModel {
  readonly name: string;
  /** A level where the order rests went from `before` to `after` contracts. */
  readonly show: (place: QueuePlace, before: number, after: number) => void;
}

/** Only trades move us up: whoever cancels stood behind us. The slowest of all. */
export const riskAverseQueue: QueueModel = {
  name: 'risk-averse',
  show(place, _, after) {
    place.tradedSince = 0;
    place.ahead = Math.min(place.ahead, after);
  },
};

/** Cancels behind us with probability f(back) / (f(back) + f(front)), f(x) = x^power. */
export function powerQueue(power: number): QueueModel {
  return probabilityQueue(`power ${power}`, (size) => size ** power);
}

/** The same with f(x) = ln(1 + x). */
export const logQueue: QueueModel = probabilityQueue('log', (size) => Math.log(1 + size));

function probabilityQueue(name: string, weigh: (size: number) => number): QueueModel {
  return {
    name,
    show(place, before, after) {
      // What traded has moved us up already.
      const gone = before - after - place.tradedSince;
      place.tradedSince = 0;
      if (gone < 0) {
        place.ahead = Math.min(place.ahead, after);
        return;
      }
      const front = place.ahead;
      const back = before - front;
      const weight = weigh(back);
      const share = weight / (weight + weigh(front));
      const behind = Number.isFinite(share) ? share : 1;
      const left = front - (1 - behind) * gone + Math.min(back - behind * gone, 0);
      place.ahead = Math.min(left, after);
    },
  };
}
