/** The venue of the latency bench, in a process of its own: markets that move fifty times a second. */
import { randomBytes } from 'node:crypto';
import type * as Base from '../../src/base/index.js';
import type * as Hyperliquid from '../../src/hyperliquid/index.js';
import type * as Loopback from '../../src/loopback/index.js';
import type { MarketEvent } from '../../src/market/index.js';
import type * as SessionRoom from '../../src/session/index.js';
import type * as Simulator from '../../src/simulator/index.js';

const { decimal } = (await built('base')) as typeof Base;
const { addressOfKey } = (await built('hyperliquid')) as typeof Hyperliquid;
const { startLoopbackVenue } = (await built('loopback')) as typeof Loopback;
const { createSystemClock } = (await built('session')) as typeof SessionRoom;
const { referenceInstruments } = (await built('simulator')) as typeof Simulator;

const [coinsText = '', updatesText = ''] = process.argv.slice(2);
const coins = coinsText.split(',');
const everyMs = 1_000 / Number(updatesText) / coins.length;
const MIDDLE_TICKS = 27_000;
const CONTEXT_EVERY = 40;

const hype = referenceInstruments.find(({ coin }) => coin === 'HYPE');
if (hype === undefined) throw new Error('the reference instruments have no HYPE');
const instruments = coins.map((coin, assetId) => ({ ...hype, coin, assetId }));
const key = randomBytes(32).toString('hex');
const account = `0x${'a'.repeat(40)}`;
const clock = createSystemClock();
const venue = await startLoopbackVenue({
  accounts: [{ address: account, cash: decimal(1_000_000), agents: [addressOfKey(key)] }],
  instruments,
  market: moving(),
  clock,
  port: 0,
  network: 'testnet',
});
process.send?.({ url: venue.url, account, key });
process.once('disconnect', () => process.exit(0));

/** One market after the other, a tick up or down each time. */
function* moving(): Generator<MarketEvent> {
  const startMs = clock.nowMs();
  const ticks = coins.map(() => MIDDLE_TICKS);
  const size = decimal(500);
  for (let index = 0; ; index += 1) {
    const at = startMs + Math.floor(index * everyMs);
    const market = index % coins.length;
    const coin = coins[market] ?? '';
    const round = Math.floor(index / coins.length);
    if (round % CONTEXT_EVERY === 0) {
      const mark = priceOf(ticks[market] ?? 0);
      yield { kind: 'contextChanged', at, coin, mark, oracle: mark, fundingRate: decimal(0) };
    }
    ticks[market] = MIDDLE_TICKS + ((round * 7) % 13);
    const [bid, ask] = [(ticks[market] ?? 0) - 2, (ticks[market] ?? 0) + 2];
    const level = (tick: number) => ({ price: priceOf(tick), size });
    yield { kind: 'bookChanged', at, coin, bids: [level(bid)], asks: [level(ask)] };
  }
}

function priceOf(ticks: number): Base.Decimal {
  return decimal(ticks).div(1_000);
}

async function built(room: string): Promise<unknown> {
  return import(new URL(`../../dist/${room}/index.js`, import.meta.url).href);
}
