/**
 * The whole stack for a scenario: policy text, engine, live loop, journal, adapter, HTTP and
 * WebSocket, loopback venue. The venue outlives a session, as a real one does.
 */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decimal, type Decimal, type Price, type TimeMs } from '../../src/base/index.js';
import type { CompiledPolicy } from '../../src/compile/index.js';
import { AgentKey, HyperliquidVenue } from '../../src/hyperliquid/index.js';
import { type LoopbackVenue, startLoopbackVenue } from '../../src/loopback/index.js';
import type { MarketEvent, Side } from '../../src/market/index.js';
import { createPacedClock, type PacedClock } from '../../src/session/index.js';
import { referenceInstruments } from '../../src/simulator/index.js';
import { type TradedRun, tradeOn } from './trade-on.js';

export const START_MS: TimeMs = Date.UTC(2026, 10, 2, 12);

export interface RunWishes {
  readonly policy: CompiledPolicy;
  readonly journal: string;
  /** Market time after which the run is stopped; without it a kill or the market's end ends it. */
  readonly forMs?: number;
  readonly reArm?: string;
}

export class LiveKit {
  readonly clock: PacedClock;
  readonly server: LoopbackVenue;
  readonly account: string;
  /** One a connection: nonces are counted per signer. */
  readonly #agentKeys: AgentKey[];
  readonly #directory = mkdtempSync(join(tmpdir(), 'mm-policy-scenario-'));
  #journals = 0;

  private constructor(
    clock: PacedClock,
    server: LoopbackVenue,
    account: string,
    agentKeys: AgentKey[],
  ) {
    this.clock = clock;
    this.server = server;
    this.account = account;
    this.#agentKeys = agentKeys;
  }

  static async open(options: {
    readonly cash: string;
    readonly market: AsyncIterable<MarketEvent> | Iterable<MarketEvent>;
    readonly startMs?: TimeMs;
  }): Promise<LiveKit> {
    const clock = createPacedClock({ startMs: options.startMs ?? START_MS, speed: Infinity });
    const agentKeys = Array.from({ length: 8 }, () =>
      AgentKey.parse(randomBytes(32).toString('hex')),
    );
    const agents = agentKeys.map((key) => key.address);
    const account = `0x${randomBytes(20).toString('hex')}`;
    const server = await startLoopbackVenue({
      accounts: [{ address: account, cash: decimal(options.cash), agents }],
      instruments: referenceInstruments,
      market: options.market,
      clock,
      port: 0,
      network: 'testnet',
    });
    return new LiveKit(clock, server, account, agentKeys);
  }

  /** Another adapter on the same account, as a second process would have. */
  connect(): HyperliquidVenue {
    const agentKey = this.#agentKeys.pop();
    if (agentKey === undefined) throw new Error('the kit has no agent key left');
    return new HyperliquidVenue({
      name: 'embedded venue',
      baseUrl: this.server.url,
      webSocketUrl: this.server.webSocketUrl,
      network: 'testnet',
      account: this.account,
      agentKey,
      clock: this.clock,
      withBook: true,
    });
  }

  newJournal(): string {
    return join(this.#directory, `journal-${(this.#journals += 1)}`);
  }

  /** Trades at once at the market, so that a run begins with a position. */
  async hold(side: Side, size: string, limit: string): Promise<void> {
    const venue = this.connect();
    await venue.setLeverage('HYPE', 10, 'cross');
    const clientOrderId = `0x${randomBytes(16).toString('hex')}`;
    const order = { coin: 'HYPE', side, price: decimal(limit), size: decimal(size) };
    const [outcome] = await venue.submit([
      { ...order, timeInForce: 'ioc', reduceOnly: false, clientOrderId },
    ]);
    await venue.close();
    if (outcome?.kind !== 'filled' || !outcome.size.eq(size)) {
      throw new Error(`the market did not take ${size}: ${JSON.stringify(outcome)}`);
    }
  }

  /** One run of a policy from start to end, on the journal given. */
  async run(wishes: RunWishes): Promise<TradedRun> {
    const { clock, server } = this;
    const venue = this.connect();
    const framesBefore = server.webSocketFramesSent();
    const trading = await tradeOn({ ...wishes, venue, clock });
    const { session } = trading;
    const { forMs } = wishes;
    if (forMs !== undefined) {
      clock.callAt(clock.nowMs() + forMs, () => session.stop('its time is over'));
    }
    void server.marketEnded.then(() => session.stop('the market ended'));
    clock.start({
      isSettled: () =>
        server.webSocketFramesSent() - framesBefore === venue.webSocketFramesReceived() &&
        venue.requestsInFlight() === 0 &&
        !server.pendingWork() &&
        session.isSettled(),
      writeOff: () => {
        throw new Error('the stack did not come to rest');
      },
      failed: (error) => session.fail(error),
    });
    await session.ended;
    clock.stop();
    const run = await trading.finish();
    await venue.close();
    return run;
  }

  async close(): Promise<void> {
    this.clock.stop();
    await this.server.close();
    rmSync(this.#directory, { recursive: true, force: true });
  }
}

/** A policy of one market, HYPE at 10x, with the rules given. */
export function policyText(rules: string, initialBalance = '$1_000', levels = 4): string {
  return `policy scenario
language 1

venue embedded

account {
  initial-balance   ${initialBalance}
  day-reset         00:00 UTC
  withdrawals       count-as-loss
  flatten-within    1%
}

market HYPE {
  leverage          10x
}

${rules}

quote glft {
  risk-aversion     0.05 per tick
  volatility        2.1588 ticks per sqrt-second
  intensity         0.10005 per second
  decay             0.4533 per tick
  levels            ${levels}
  refresh           250ms
}

allocate margin {
  skew              0.2
  per-side          30% to 70%
}
`;
}

/** A book of 500 a level around a mid that a test moves second by second, with a mark each time. */
export function* scriptedMarket(
  seconds: number,
  midOf: (second: number) => string = () => '27.11',
  startMs = START_MS,
): Iterable<MarketEvent> {
  for (let second = 0; second <= seconds; second++) {
    const at = startMs + second * 1_000;
    const mid = decimal(midOf(second));
    const level = (offset: string): { price: Price; size: Decimal } => ({
      price: mid.plus(offset),
      size: decimal(500),
    });
    const bids = ['-0.01', '-0.02', '-0.05'].map(level);
    const asks = ['0.01', '0.02', '0.05'].map(level);
    yield { kind: 'bookChanged', at, coin: 'HYPE', bids, asks };
    yield {
      kind: 'contextChanged',
      at,
      coin: 'HYPE',
      mark: mid,
      oracle: mid,
      fundingRate: decimal('0.0000125'),
    };
  }
}

/** The sum of the sizes of one side's orders. */
export function sizeOf(orders: readonly { side: Side; size: Decimal }[], side: Side): Decimal {
  return orders
    .filter((order) => order.side === side)
    .reduce((sum, order) => sum.plus(order.size), decimal(0));
}
