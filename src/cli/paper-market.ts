/** The market of a paper run: the venue's public streams as they come, for the embedded venue. */
import type { CompiledPolicy } from '../compile/index.js';
import { nearestName } from '../diagnostic/index.js';
import { PublicFeed } from '../hyperliquid/index.js';
import type { MarketEvent } from '../market/index.js';
import { createSystemClock } from '../session/index.js';
import type { OpenedMarket } from '../study/index.js';
import { VenueError } from '../venue/index.js';
import { parseVenue, type RecordedVenue } from './record-options.js';

export interface PaperMarketOptions {
  readonly policy: CompiledPolicy;
  readonly network: 'mainnet' | 'testnet';
  /** Null: the network's own. */
  readonly url: RecordedVenue | null;
  readonly onProblem: (text: string) => void;
}

/** Rejects with `VenueError` where the venue does not answer or lists a market not. */
export async function openPaperMarket({
  policy,
  network,
  url,
  onProblem,
}: PaperMarketOptions): Promise<OpenedMarket & { close: () => Promise<void> }> {
  const venue = url ?? parseVenue(network);
  const clock = createSystemClock();
  const feed = new PublicFeed({ ...venue, clock, onProblem });
  const events = new LiveEvents();
  const coins = policy.markets.map(({ coin }) => coin);
  try {
    const listed = await feed.fetchInstruments();
    const instruments = coins.map((coin) => {
      const instrument = listed.find((each) => each.coin === coin);
      if (instrument !== undefined) return instrument;
      const nearest = nearestName(
        coin,
        listed.map((each) => each.coin),
      );
      const guess = nearest === null ? '' : `; did you mean \`${nearest}\`?`;
      throw new VenueError(`${venue.name} lists no market \`${coin}\`${guess}`, false);
    });
    await feed.connect(coins, (event) => {
      if (event.kind === 'market') events.push({ ...event.event, at: clock.nowMs() });
      else if (event.kind === 'connectionLost') onProblem(`market data lost: ${event.reason}`);
      else if (event.kind === 'connectionRestored') onProblem('market data is back');
    });
    return {
      instruments,
      events,
      startMs: clock.nowMs(),
      endMs: null,
      name: `live market data of ${venue.name}`,
      problems: () => ({ count: 0, first: null }),
      close: async () => {
        events.end();
        await feed.close();
      },
    };
  } catch (error) {
    await feed.close();
    throw error;
  }
}

/** What was heard, in the order of hearing; whoever reads waits for the next. */
class LiveEvents implements AsyncIterable<MarketEvent> {
  #heard: MarketEvent[] = [];
  #wake: () => void = () => undefined;
  #isOver = false;

  push(event: MarketEvent): void {
    this.#heard.push(event);
    this.#wake();
  }

  end(): void {
    this.#isOver = true;
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<MarketEvent> {
    while (!this.#isOver) {
      const events = this.#heard;
      this.#heard = [];
      yield* events;
      if (this.#heard.length > 0 || this.#isOver) continue;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
