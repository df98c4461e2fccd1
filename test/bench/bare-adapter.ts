/** The venue's adapter by itself: what signing and sending take where nobody decides anything. */
import type { OrderRequest } from '../../src/market/index.js';
import { AgentKey, createSystemClock, decimal, HyperliquidVenue } from './built-rooms.js';

const REFRESH_MS = 1_000;
/** Far below every bid, and above every ask: they rest until they are cancelled. */
const PRICES = { buy: ['20', '20.1'], sell: ['35', '35.1'] } as const;

/** Each market's quotes are cancelled and sent anew at the first frame of each second. */
export async function bareAdapter(
  { url, account, key }: { readonly url: string; readonly account: string; readonly key: string },
  coins: readonly string[],
  forMs: number,
): Promise<void> {
  const clock = createSystemClock();
  const venue = new HyperliquidVenue({
    name: url,
    baseUrl: url,
    webSocketUrl: `${url.replace('http', 'ws')}/ws`,
    network: 'testnet',
    account,
    agentKey: AgentKey.parse(key),
    clock,
  });
  const resting = new Map<string, readonly OrderRequest[]>();
  const sentAt = new Map<string, number>();
  let sent = 0;
  await venue.connect(coins, (event) => {
    if (event.kind !== 'market' || event.event.kind !== 'topChanged') return;
    const { coin } = event.event;
    const now = clock.nowMs();
    if (now - (sentAt.get(coin) ?? 0) < REFRESH_MS) return;
    sentAt.set(coin, now);
    const cancels = (resting.get(coin) ?? []).map(({ clientOrderId }) => {
      return { coin, orderId: null, clientOrderId };
    });
    const orders = (['buy', 'sell'] as const).flatMap((side) =>
      PRICES[side].map((price): OrderRequest => {
        sent += 1;
        const clientOrderId = `0x${sent.toString(16).padStart(32, '0')}`;
        const shape = { reduceOnly: false, timeInForce: 'post-only' } as const;
        return { coin, side, price: decimal(price), size: decimal(1), clientOrderId, ...shape };
      }),
    );
    resting.set(coin, orders);
    if (cancels.length > 0) void venue.cancel(cancels);
    void venue.submit(orders);
  });
  await new Promise<void>((resolve) => void clock.callAt(clock.nowMs() + forMs, resolve));
  await venue.close();
}
