/** What stands behind the wire: venue, accounts, streams, and who may ask for what. */
import { type Money, type Notional, type TimeMs, ZERO } from '../base/index.js';
import type { MarketEvent } from '../market/index.js';
import {
  createSimulatedVenue,
  type SimulatedVenue,
  type SimulatedVenueEvent,
} from '../simulator/index.js';
import { type AccountRegistry, type Agent, createAccountRegistry } from './account-registry.js';
import { createAddressBudget } from './address-budget.js';
import { answerClearinghouseState } from './answer-clearinghouse-state.js';
import type { FaultName, FaultSetting } from './fault.js';
import { createFaultPlan } from './fault-plan.js';
import { createIpBudget } from './ip-budget.js';
import type { LoopbackVenueOptions } from './loopback-options.js';
import type { LoopbackScope } from './loopback-scope.js';
import { MarketHistory } from './market-history.js';
import { createVolumeCounter, type VolumeCounter } from './market-volume.js';
import { createNonceBook } from './nonce-book.js';
import { createRequestDesk } from './request-desk.js';
import { RequestWay } from './request-way.js';
import { createScheduledCancels } from './scheduled-cancels.js';
import { StreamHub } from './stream-hub.js';
import { createStreamWay } from './stream-way.js';
import { createTravelTimes } from './travel-times.js';
import { createVenueFaults, type FaultReach, type VenueFaults } from './venue-faults.js';

export interface VenueCore {
  readonly venue: SimulatedVenue;
  readonly hub: StreamHub;
  readonly ask: RequestWay['ask'];
  readonly isCarried: RequestWay['isCarried'];
  readonly outage: VenueFaults['outage'];
  readonly strike: VenueFaults['strike'];
  readonly instrumentOf: LoopbackScope['instrumentOf'];
  readonly now: LoopbackScope['now'];
  readonly accounts: AccountRegistry['accounts'];
  openAccount(address: string, cash: Money): void;
  approveAgent(account: string, agent: Agent): void;
  /** How often each fault has happened. */
  faultCounts(): ReadonlyMap<FaultName, number>;
  /** Moves the venue's market and tells of it. */
  applyMarket(event: MarketEvent): void;
  transfer(address: string, amount: Money): string | null;
  /** Lets faults happen; they take hold of the connections by these. */
  beginFaults(reach: Omit<FaultReach, 'statesNow'>): void;
  /** Nothing happens by the clock any more; who waits for a reply gets none. */
  stop(): void;
}

export function openVenueCore(options: LoopbackVenueOptions): VenueCore {
  const volumes = createVolumeCounter();
  const { scope, latest, observers, registry, faultCounts } = openScope(options, volumes);
  const { clock, faults, now, venue } = scope;
  const travel = options.latency === undefined ? null : createTravelTimes(clock, options.latency);
  const streamWay = createStreamWay(clock, faults, travel);
  const hub = new StreamHub(scope, streamWay.tell);
  observers.push((event) => hub.observe(event));
  const afterAnswer = (): void => hub.flush();
  const scheduledCancels = createScheduledCancels(scope, {
    requiredVolume: options.scheduledCancelVolume ?? ZERO,
    afterTrigger: afterAnswer,
  });
  const nonces = createNonceBook();
  const desk = createRequestDesk({ scope, network: options.network, nonces, scheduledCancels });
  const ipBudget = options.limits === undefined ? null : createIpBudget(clock);
  const way = new RequestWay({ clock, desk, faults, travel, ipBudget, afterAnswer });
  const running = { endFaults: null as (() => void) | null };
  return {
    venue,
    hub,
    ask: (request, reply) => way.ask(request, reply),
    isCarried: (request) => way.isCarried(request),
    outage: faults.outage,
    strike: faults.strike,
    instrumentOf: scope.instrumentOf,
    now,
    accounts: registry.accounts,
    openAccount(address, cash) {
      venue.addAccount(address, cash);
      registry.open(address);
    },
    approveAgent: registry.approve,
    faultCounts: () => faultCounts,
    applyMarket(event) {
      // A late event happens when it comes: the venue's time does not go back.
      latest.ms = Math.max(latest.ms, event.at);
      const dated = event.at === latest.ms ? event : { ...event, at: latest.ms };
      volumes.observe(dated);
      scope.history.observe(dated);
      venue.applyMarket(dated);
      hub.flush();
    },
    transfer(address, amount) {
      const refusal = venue.transfer(address.toLowerCase(), amount, now());
      hub.flush();
      return refusal;
    },
    beginFaults({ dropConnections, crash }) {
      running.endFaults = faults.begin({
        dropConnections,
        crash(forMs) {
          way.loseReplies();
          crash(forMs);
        },
        statesNow: () =>
          new Map(registry.accounts().map((user) => [user, answerClearinghouseState(scope, user)])),
      });
    },
    stop() {
      running.endFaults?.();
      way.stop();
      streamWay.stop();
      scheduledCancels.stop();
      hub.stop();
    },
  };
}

interface OpenedScope {
  readonly scope: LoopbackScope;
  readonly registry: AccountRegistry;
  readonly faultCounts: ReadonlyMap<FaultName, number>;
  /** The venue's time: that of the latest thing that happened. */
  readonly latest: { ms: TimeMs };
  /** They hear what the venue says; it speaks only once it is built. */
  readonly observers: ((event: SimulatedVenueEvent) => void)[];
}

function openScope(options: LoopbackVenueOptions, volumes: VolumeCounter): OpenedScope {
  const { clock } = options;
  const observers: ((event: SimulatedVenueEvent) => void)[] = [];
  const venue = openVenue(options, (event) => observers.forEach((observe) => observe(event)));
  const traded = new Map<string, Notional>();
  const tradedBy = (user: string): Notional => traded.get(user) ?? ZERO;
  observers.push((event) => {
    if (event.kind !== 'filled') return;
    const { price, size } = event.fill;
    traded.set(event.user, tradedBy(event.user).plus(price.times(size)));
  });
  const latest = { ms: 0 };
  const now = (): TimeMs => (latest.ms = Math.max(latest.ms, clock.nowMs()));
  const registry = createAccountRegistry(options.accounts, now);
  const faultCounts = new Map<FaultName, number>();
  const scope: LoopbackScope = {
    venue,
    clock,
    now,
    faults: faultsOf(options, faultCounts),
    batchError: options.batchError ?? 'once',
    accountOf: registry.accountOf,
    agentsOf: registry.agentsOf,
    ...lookupsOf(options),
    volumeOf: volumes.volumeOf,
    tradedBy,
    history: new MarketHistory(),
    budget: createAddressBudget({
      now,
      volumeOf: tradedBy,
      isEnforced: options.limits !== undefined,
      freeActions: options.limits?.freeActions,
    }),
  };
  return { scope, latest, observers, registry, faultCounts };
}

function openVenue(
  options: LoopbackVenueOptions,
  emit: (event: SimulatedVenueEvent) => void,
): SimulatedVenue {
  const { accounts, feeRates, feeStanding, firstId, instruments, queue } = options;
  const { reduceOnlyOversize, smallClose } = options;
  const venue = createSimulatedVenue({
    instruments,
    emit,
    ...(queue === undefined ? {} : { queue }),
    ...(reduceOnlyOversize === undefined ? {} : { reduceOnlyOversize }),
    ...(smallClose === undefined ? {} : { smallClose }),
    ...(feeRates === undefined ? {} : { feeRates }),
    ...(feeStanding === undefined ? {} : { feeStanding }),
    ...(firstId === undefined ? {} : { firstOrderId: firstId, firstTradeId: firstId }),
  });
  for (const { address, cash } of accounts) venue.addAccount(address.toLowerCase(), cash);
  return venue;
}

const NO_FAULTS: FaultSetting = { chances: new Map(), spells: new Map(), fromMs: 0 };

/** With a hand on `/control` any fault may happen at any time. */
function faultsOf(
  { clock, faults, control }: LoopbackVenueOptions,
  counts: Map<FaultName, number>,
): VenueFaults {
  const plan = createFaultPlan(clock, faults?.setting ?? NO_FAULTS, faults?.seed ?? 0);
  const isNone = faults === undefined && control === undefined;
  return createVenueFaults(clock, { plan, isNone }, (news) => {
    counts.set(news.name, (counts.get(news.name) ?? 0) + 1);
    faults?.onFault?.(news);
  });
}

function lookupsOf({
  instruments,
}: LoopbackVenueOptions): Pick<LoopbackScope, 'instrumentAt' | 'instrumentOf'> {
  const byCoin = new Map(instruments.map((each) => [each.coin, each]));
  const byId = new Map(instruments.map((each) => [each.assetId, each]));
  return {
    instrumentOf: (coin) => byCoin.get(coin) ?? null,
    instrumentAt: (assetId) => byId.get(assetId) ?? null,
  };
}
