/** What has been traded since the server started, and where the mark began. */
import { type Notional, type Price, type Size, ZERO } from '../base/index.js';
import type { MarketEvent } from '../market/index.js';

export interface MarketVolume {
  readonly notional: Notional;
  readonly size: Size;
  readonly firstMark: Price | null;
}

export interface VolumeCounter {
  observe(event: MarketEvent): void;
  volumeOf(coin: string): MarketVolume;
}

const NOTHING_YET: MarketVolume = { notional: ZERO, size: ZERO, firstMark: null };

export function createVolumeCounter(): VolumeCounter {
  const volumes = new Map<string, MarketVolume>();
  const volumeOf = (coin: string): MarketVolume => volumes.get(coin) ?? NOTHING_YET;
  return {
    volumeOf,
    observe(event) {
      const { notional, size, firstMark } = volumeOf(event.coin);
      if (event.kind === 'tradePrinted') {
        const traded = event.price.times(event.size);
        const sum = { notional: notional.plus(traded), size: size.plus(event.size), firstMark };
        volumes.set(event.coin, sum);
      } else if (event.kind === 'contextChanged' && firstMark === null) {
        volumes.set(event.coin, { notional, size, firstMark: event.mark });
      }
    },
  };
}
