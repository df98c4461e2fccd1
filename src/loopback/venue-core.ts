/** What stands behind the wire: venue, accounts, streams, and who may ask for what. */
import { type Money, type TimeMs, ZERO } from '../base/index.js';
import type { MarketEvent } from '../market/index.js';
import {
  createSimulatedVenue,
  type SimulatedVenue,
  type SimulatedVenueEvent,
} from '../simulator/index.js';
import { createAccountRegistry } from './account-registry.js';
import type { LoopbackVenueOptions } from './loopback-options.js';
import type { LoopbackScope } from './loopback-scope.js';
import { createVolumeCounter } from './market-volume.js';
import { createNonceBook } from './nonce-book.js';
import { createRequestDesk, type RequestAnswer, type RequestDesk } from './request-desk.js';
import { createScheduledCancels } from './scheduled-cancels.js';
import { StreamHub } from './stream-hub.js';
import { createTravelTimes } from './travel-times.js';

export interface VenueCore {
  readonly venue: SimulatedVenue;
  readonly desk: RequestDesk;
  readonly hub: StreamHub;
  /** Moves the venue's market and tells of it. */
  applyMarket(event: MarketEvent): void;
  transfer(address: string, amount: Money): string | null;
  /** Whether the action takes time: an order or a cancel where the venue has a latency. */
  isCarried(action: unknown): boolean;
  /** Has an action answered when it reaches the venue; `reply` gets that when it is heard. */
  carry(answer: () => RequestAnswer, reply: (answer: RequestAnswer) => void): void;
  /** Nothing happens by the clock any more. */
  stop(): void;
}

export function openVenueCore(options: LoopbackVenueOptions): VenueCore {
  const { accounts, clock, feeRates, feeStanding, firstId, instruments, latency, queue } = options;
  const volumes = createVolumeCounter();
  const actionsSent = new Map<string, number>();
  // The venue speaks while it works, and only after it was built: by then the hub is there.
  const observers: ((event: SimulatedVenueEvent) => void)[] = [];
  const venue = createSimulatedVenue({
    instruments,
    emit: (event) => observers.forEach((observe) => observe(event)),
    ...(queue === undefined ? {} : { queue }),
    ...(feeRates === undefined ? {} : { feeRates }),
    ...(feeStanding === undefined ? {} : { feeStanding }),
    ...(firstId === undefined ? {} : { firstOrderId: firstId, firstTradeId: firstId }),
  });
  for (const { address, cash } of accounts) venue.addAccount(address.toLowerCase(), cash);
  const time = { latest: 0 };
  const now = (): TimeMs => (time.latest = Math.max(time.latest, clock.nowMs()));
  const scope: LoopbackScope = {
    venue,
    clock,
    now,
    ...lookupsOf(options),
    volumeOf: volumes.volumeOf,
    actionsSentBy: (user) => actionsSent.get(user) ?? 0,
  };
  const travel = latency === undefined ? null : createTravelTimes(clock, latency);
  const hub = new StreamHub(scope, (tell) => (travel === null ? tell() : travel.told(tell)));
  observers.push((event) => hub.observe(event));
  const scheduledCancels = createScheduledCancels(scope, {
    requiredVolume: options.scheduledCancelVolume ?? ZERO,
    afterTrigger: () => hub.flush(),
  });
  const desk = createRequestDesk({
    scope,
    network: options.network,
    nonces: createNonceBook(),
    scheduledCancels,
    countActions: (user, actions) => actionsSent.set(user, (actionsSent.get(user) ?? 0) + actions),
  });
  return {
    venue,
    desk,
    hub,
    applyMarket(event) {
      // A late event happens when it comes: the venue's time does not go back.
      time.latest = Math.max(time.latest, event.at);
      const dated = event.at === time.latest ? event : { ...event, at: time.latest };
      volumes.observe(dated);
      venue.applyMarket(dated);
      hub.flush();
    },
    transfer(address, amount) {
      const refusal = venue.transfer(address.toLowerCase(), amount, now());
      hub.flush();
      return refusal;
    },
    isCarried: (action) => travel !== null && isOrderOrCancel(action),
    carry: (answer, reply) => travel?.request(answer, reply, () => hub.flush()),
    stop() {
      travel?.stop();
      scheduledCancels.stop();
      hub.stop();
    },
  };
}

/** Setting leverage and the dead man's switch take no time: a session does both before it runs. */
function isOrderOrCancel(action: unknown): boolean {
  if (!(action instanceof Object) || !('type' in action)) return false;
  return ['order', 'cancel', 'cancelByCloid'].includes(String(action.type));
}

function lookupsOf({
  accounts,
  instruments,
}: LoopbackVenueOptions): Pick<LoopbackScope, 'accountOf' | 'instrumentAt' | 'instrumentOf'> {
  const byCoin = new Map(instruments.map((each) => [each.coin, each]));
  const byId = new Map(instruments.map((each) => [each.assetId, each]));
  return {
    ...createAccountRegistry(accounts),
    instrumentOf: (coin) => byCoin.get(coin) ?? null,
    instrumentAt: (assetId) => byId.get(assetId) ?? null,
  };
}
