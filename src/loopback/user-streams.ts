/** The streams of accounts: their orders and fills as they happen, their state as it changes. */
import type { DurationMs, TimeMs } from '../base/index.js';
import type {
  CashMovement,
  Liquidation,
  OrderRecord,
  SimulatedFill,
  SimulatedVenueEvent,
} from '../simulator/index.js';
import type { LoopbackScope } from './loopback-scope.js';
import { currentDataOf } from './stream-data.js';
import type { StreamSubscription } from './stream-subscription.js';
import type { TopicRegistry } from './topic-registry.js';
import { liquidationEventOf, nonUserCancelOf } from './user-events.js';
import { wireFillOf } from './user-fills.js';
import { ledgerDataOf } from './user-ledger.js';
import { wireOrderUpdate } from './user-orders.js';

/** Changes of an account that follow each other faster are told of together. */
const STATE_GAP_MS: DurationMs = 200;

const LEDGER_STREAMS = [
  ['userNonFundingLedgerUpdates', 'transfer'],
  ['userFundings', 'funding'],
] as const;

/** An account's news since the last flush. */
interface News {
  readonly orders: OrderRecord[];
  readonly fills: object[];
  readonly liquidations: Liquidation[];
  readonly movements: CashMovement[];
  isStateChanged: boolean;
}

interface StateNotice {
  lastSentAt: TimeMs;
  /** Takes back the notice that is due later. */
  callOff: (() => void) | null;
}

export class UserStreams {
  readonly #scope: LoopbackScope;
  readonly #topics: TopicRegistry;
  #newsByUser = new Map<string, News>();
  readonly #notices = new Map<string, StateNotice>();

  constructor(scope: LoopbackScope, topics: TopicRegistry) {
    this.#scope = scope;
    this.#topics = topics;
  }

  observe(event: Exclude<SimulatedVenueEvent, { readonly kind: 'market' }>): void {
    const { user } = event;
    const news = this.#newsByUser.get(user) ?? {
      orders: [],
      fills: [],
      liquidations: [],
      movements: [],
      isStateChanged: false,
    };
    this.#newsByUser.set(user, news);
    if (event.kind === 'orderUpdated') news.orders.push(event.record);
    else news.isStateChanged = true;
    if (event.kind === 'liquidated') news.liquidations.push(event.liquidation);
    if (event.kind === 'cashMoved') news.movements.push(event.movement);
    if (event.kind === 'filled') news.fills.push(this.#wireFill(event.fill, user));
  }

  #wireFill(fill: SimulatedFill, user: string): object {
    const { faults } = this.#scope;
    if (faults.plan.marks('fill-without-cloid', fill.tradeId)) {
      faults.tell('fill-without-cloid', `fill ${fill.tradeId} names no cloid`);
    }
    return wireFillOf(this.#scope, fill, user);
  }

  /** Orders before fills, and both before the state that they led to. */
  flush(): void {
    const newsByUser = this.#newsByUser;
    this.#newsByUser = new Map();
    for (const [user, news] of newsByUser) {
      const { orders, fills, isStateChanged, liquidations } = news;
      this.#publishLedger(user, news.movements);
      if (orders.length > 0) {
        this.#topics.publish({ type: 'orderUpdates', user }, () => orders.map(wireOrderUpdate));
        this.#topics.publish({ type: 'userEvents', user }, () => nonUserCancelOf(orders));
        this.#publishCurrent({ type: 'openOrders', user });
        // Orders reserve margin, which the state of positions does not show.
        this.#publishAssetData(user);
      }
      if (fills.length > 0) {
        this.#topics.publish({ type: 'userFills', user }, () => ({ user, fills }));
        this.#topics.publish({ type: 'userEvents', user }, () => ({ fills }));
      }
      for (const each of liquidations) {
        this.#topics.publish({ type: 'userEvents', user }, () => liquidationEventOf(user, each));
      }
      if (isStateChanged) this.#noticeState(user);
    }
  }

  stop(): void {
    for (const { callOff } of this.#notices.values()) callOff?.();
    this.#notices.clear();
  }

  /** At once where the last notice is long enough ago, else as soon as it is. */
  #noticeState(user: string): void {
    const { clock } = this.#scope;
    const notice = this.#notices.get(user) ?? { lastSentAt: -Infinity, callOff: null };
    this.#notices.set(user, notice);
    if (notice.callOff !== null) return;
    const send = (): void => {
      notice.callOff = null;
      notice.lastSentAt = clock.nowMs();
      this.#publishState(user);
    };
    const dueAt = notice.lastSentAt + STATE_GAP_MS;
    if (dueAt <= clock.nowMs()) send();
    else notice.callOff = clock.callAt(dueAt, send);
  }

  #publishLedger(user: string, movements: readonly CashMovement[]): void {
    for (const [type, kind] of LEDGER_STREAMS) {
      if (!movements.some((movement) => movement.kind === kind)) continue;
      this.#topics.publish({ type, user }, () => ledgerDataOf({ type, user }, movements));
    }
  }

  #publishState(user: string): void {
    this.#publishCurrent({ type: 'clearinghouseState', user });
    this.#publishAssetData(user);
  }

  #publishAssetData(user: string): void {
    for (const subscription of this.#topics.watched('activeAssetData')) {
      if (subscription.user === user) this.#publishCurrent(subscription);
    }
  }

  #publishCurrent(subscription: StreamSubscription): void {
    this.#topics.publish(subscription, () => currentDataOf(this.#scope, subscription));
  }
}
