/** The venue port over Hyperliquid's wire. */
import type { Clock, TimeMs } from '../base/index.js';
import type {
  AccountReport,
  FeeRates,
  Fill,
  Instrument,
  LedgerEntry,
  OpenOrder,
  OrderRequest,
} from '../market/index.js';
import {
  type AccountStanding,
  type ActionBudget,
  type CancelOutcome,
  type CancelRequest,
  type LeverageSetting,
  type OrderStatusAnswer,
  type SubmitOutcome,
  type Venue,
  VenueError,
  type VenueEvent,
} from '../venue/index.js';
import { decodeLeverageSetting } from './active-asset-data.js';
import { type ActionBatch, batchCancels, batchOrders } from './action-batch.js';
import { decodeClearinghouseState } from './clearinghouse-state.js';
import {
  type ActionReply,
  cancelOutcomes,
  plainOutcome,
  submitOutcomes,
} from './exchange-response.js';
import { fetchStanding } from './fetch-standing.js';
import { fetchFillPages } from './fetch-fill-pages.js';
import { fetchLedger } from './fetch-ledger.js';
import { decodeMeta } from './meta.js';
import { decodeOpenOrders } from './open-order.js';
import { decodeOrderStatus } from './order-status.js';
import { checkedAddress, type NetworkWireOptions, openNetworkWire } from './network-wire.js';
import { encodeScheduleCancelAction } from './schedule-cancel-action.js';
import type { Subscription } from './subscription.js';
import { encodeUpdateLeverageAction } from './update-leverage-action.js';
import { decodeUserAbstraction } from './user-abstraction.js';
import { decodeUserFees } from './user-fees.js';
import { decodeUserRateLimit } from './user-rate-limit.js';
import type { VenueWire } from './venue-wire.js';

export type HyperliquidVenueOptions = {
  /** For people. */
  readonly name: string;
  /** The account's address, not the agent's: an agent's own account is empty. */
  readonly account: string;
  /** Dates nonces, expiries and frames without a time. */
  readonly clock: Clock;
  /** Whether the stream carries the book below its top; false by default. */
  readonly withBook?: boolean;
  /** What went wrong without an event of its own: unreadable frames, failed reconnects. */
  readonly onProblem?: (problem: string) => void;
} & (NetworkWireOptions | { readonly wire: VenueWire });

export class HyperliquidVenue implements Venue {
  readonly name: string;
  readonly #account: string;
  /** Who signs; null where nobody does. */
  readonly #agent: string | null;
  readonly #withBook: boolean;
  readonly #wire: VenueWire;
  readonly #info: VenueWire['info'];
  readonly #exchange: VenueWire['exchange'];
  readonly #stream: VenueWire['stream'];
  #assetIds: AssetIds | null = null;
  #standing: AccountStanding | null = null;

  /** Throws where an address or URL is none. */
  constructor(options: HyperliquidVenueOptions) {
    const account = checkedAddress(options.account);
    const onProblem = options.onProblem ?? (() => {});
    this.name = options.name;
    this.#account = account;
    this.#agent = 'wire' in options ? null : options.agentKey.address;
    this.#withBook = options.withBook ?? false;
    this.#wire =
      'wire' in options ? options.wire : openNetworkWire({ ...options, account, onProblem });
    ({ info: this.#info, exchange: this.#exchange, stream: this.#stream } = this.#wire);
  }

  async connect(coins: readonly string[], listener: (event: VenueEvent) => void): Promise<void> {
    const assetIds = await this.#loadAssetIds();
    const unknown = coins.find((coin) => !assetIds.has(coin));
    if (unknown !== undefined) {
      throw new VenueError(`the venue lists no market \`${unknown}\``, false);
    }
    try {
      await this.#stream.connect(this.#subscriptions(coins), listener);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new VenueError(`the stream could not be opened: ${reason}`, true, { cause: error });
    }
  }

  async fetchInstruments(): Promise<readonly Instrument[]> {
    const instruments = await this.#info.ask({ type: 'meta' }, decodeMeta);
    this.#assetIds = assetIdsOf(instruments);
    return instruments;
  }

  fetchFeeRates(): Promise<FeeRates> {
    return this.#info.ask({ type: 'userFees', user: this.#account }, decodeUserFees);
  }

  fetchAccount(): Promise<AccountReport> {
    const request = { type: 'clearinghouseState', user: this.#account } as const;
    return this.#info.ask(request, decodeClearinghouseState);
  }

  fetchOpenOrders(): Promise<readonly OpenOrder[]> {
    const request = { type: 'frontendOpenOrders', user: this.#account } as const;
    return this.#info.ask(request, decodeOpenOrders);
  }

  fetchFillsSince(timeMs: TimeMs): Promise<readonly Fill[]> {
    return fetchFillPages(this.#info, this.#account, timeMs);
  }

  fetchLedgerSince(timeMs: TimeMs): Promise<readonly LedgerEntry[]> {
    return fetchLedger(this.#info, this.#account, timeMs);
  }

  fetchOrderStatus(id: number | string): Promise<OrderStatusAnswer> {
    const request = { type: 'orderStatus', user: this.#account, oid: id } as const;
    return this.#info.ask(request, decodeOrderStatus);
  }

  fetchAccountMode(): Promise<string> {
    const request = { type: 'userAbstraction', user: this.#account } as const;
    return this.#info.ask(request, decodeUserAbstraction);
  }

  async fetchStanding(): Promise<AccountStanding> {
    // A question of roles weighs as much as thirty others, and the answer stays what it is.
    this.#standing ??= await fetchStanding(this.#info, this.#account, this.#agent);
    return this.#standing;
  }

  fetchLeverage(coin: string): Promise<LeverageSetting> {
    const request = { type: 'activeAssetData', user: this.#account, coin } as const;
    return this.#info.ask(request, decodeLeverageSetting);
  }

  fetchActionBudget(): Promise<ActionBudget> {
    const request = { type: 'userRateLimit', user: this.#account } as const;
    return this.#info.ask(request, decodeUserRateLimit);
  }

  async setLeverage(
    coin: string,
    leverage: number,
    marginMode: 'cross' | 'isolated',
  ): Promise<void> {
    const assetId = (await this.#loadAssetIds()).get(coin);
    if (assetId === undefined) {
      throw new VenueError(`the venue lists no market \`${coin}\``, false);
    }
    const action = encodeUpdateLeverageAction(assetId, leverage, marginMode);
    const outcome = plainOutcome(await this.#exchange.send(action));
    if (outcome.kind === 'canceled') return;
    const reason = `leverage of ${coin} was not set to ${leverage}: ${outcome.reason}`;
    throw new VenueError(reason, outcome.kind === 'unknown');
  }

  async submit(orders: readonly OrderRequest[]): Promise<readonly SubmitOutcome[]> {
    // Once the ids are known nothing is waited for: the action leaves within the caller's own turn.
    const assetIds = this.#assetIds ?? (await this.#assetIdsOrReason());
    if (typeof assetIds === 'string') return orders.map(() => rejected(`not sent: ${assetIds}`));
    const outcomes = await this.#sendAll(batchOrders(orders, assetIds), submitOutcomes);
    return orders.map(({ coin }, position) => outcomes.get(position) ?? unknownMarket(coin));
  }

  async cancel(cancels: readonly CancelRequest[]): Promise<readonly CancelOutcome[]> {
    const assetIds = this.#assetIds ?? (await this.#assetIdsOrReason());
    if (typeof assetIds === 'string') return cancels.map(() => rejected(`not sent: ${assetIds}`));
    const outcomes = await this.#sendAll(batchCancels(cancels, assetIds), cancelOutcomes);
    return cancels.map(({ coin }, position) => {
      const withoutId = assetIds.has(coin) ? rejected('not sent: no order id') : null;
      return outcomes.get(position) ?? withoutId ?? unknownMarket(coin);
    });
  }

  async scheduleCancel(atMs: TimeMs | null): Promise<CancelOutcome> {
    return plainOutcome(await this.#exchange.send(encodeScheduleCancelAction(atMs)));
  }

  async close(): Promise<void> {
    await this.#stream.close();
    this.#wire.close();
  }

  /** Frames of every kind since the beginning, pongs too, counted when fully handled. */
  webSocketFramesReceived(): number {
    return this.#stream.framesReceived;
  }

  /** HTTP requests whose answer is still awaited. */
  requestsInFlight(): number {
    return this.#wire.requestsInFlight();
  }

  /** Whether no answer is awaited and the stream is whole. */
  isIdle(): boolean {
    return this.#wire.requestsInFlight() === 0 && this.#stream.isReady;
  }

  #subscriptions(coins: readonly string[]): readonly Subscription[] {
    const user = this.#account;
    const ofMarkets = coins.flatMap((coin): readonly Subscription[] => [
      { type: 'bbo', coin },
      { type: 'trades', coin },
      { type: 'activeAssetCtx', coin },
      ...(this.#withBook ? [{ type: 'l2Book', coin } as const] : []),
    ]);
    return [
      { type: 'orderUpdates', user },
      { type: 'userFills', user },
      { type: 'userNonFundingLedgerUpdates', user },
      { type: 'userFundings', user },
      { type: 'clearinghouseState', user },
      ...ofMarkets,
    ];
  }

  /** Batches travel side by side; the map is from the caller's positions to outcomes. */
  async #sendAll<Outcome>(
    batches: readonly ActionBatch[],
    outcomesOf: (reply: ActionReply, count: number) => readonly Outcome[],
  ): Promise<ReadonlyMap<number, Outcome>> {
    const parts = await Promise.all(
      batches.map(async ({ action, positions }) => {
        const outcomes = outcomesOf(await this.#exchange.send(action), positions.length);
        return positions.flatMap((position, index): readonly (readonly [number, Outcome])[] => {
          const outcome = outcomes[index];
          return outcome === undefined ? [] : [[position, outcome]];
        });
      }),
    );
    return new Map(parts.flat());
  }

  async #loadAssetIds(): Promise<AssetIds> {
    return this.#assetIds ?? assetIdsOf(await this.fetchInstruments());
  }

  async #assetIdsOrReason(): Promise<AssetIds | string> {
    try {
      return await this.#loadAssetIds();
    } catch (error) {
      if (error instanceof VenueError) return error.message;
      throw error;
    }
  }
}

type AssetIds = ReadonlyMap<string, number>;

function assetIdsOf(instruments: readonly Instrument[]): AssetIds {
  return new Map(instruments.map(({ assetId, coin }) => [coin, assetId]));
}

function rejected(reason: string): { readonly kind: 'rejected'; readonly reason: string } {
  return { kind: 'rejected', reason };
}

function unknownMarket(coin: string) {
  return rejected(`not sent: the venue lists no market \`${coin}\``);
}
