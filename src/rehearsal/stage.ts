/** One test under way: the real engine, the venue it hears, and the clock of the test. */
import { assertInvariant, type DurationMs, type TimeMs, ZERO } from '../base/index.js';
import type { CheckedFact, CheckedOrder, CheckedTest } from '../check/index.js';
import type { CompiledPolicy } from '../compile/index.js';
import {
  createEngine,
  createInspector,
  createOrderEntry,
  type Decision,
  type Engine,
  type EngineEvent,
  type EngineState,
  type Inspector,
  type LimitReading,
  type OperatorCommand,
  type OrderEntry,
  type OrderReading,
  recallHistory,
  type TradingState,
} from '../engine/index.js';
import type { Instrument } from '../market/index.js';
import { GivenStops } from './given-stops.js';
import { historyEvents, historyOf, pastOf } from './account-history.js';
import { barEvents } from './bar-history.js';
import { commandFailed, commandSucceeded, heartbeat } from './command-news.js';
import { type Channel, channelOf, FeedSchedule, quietsOf } from './feed-schedule.js';
import { isMarketMeasure, MarketBoard } from './market-board.js';
import { inOrderOfLearning, isKnownPosition, isUnheard } from './order-of-learning.js';
import { instrumentsFor, withoutRules } from './rehearsed-policy.js';
import { LEAST_SIZE, reducingSide, UnsettledFacts } from './unsettled-facts.js';
import { VenueAccount } from './venue-account.js';
import { VenueDesk } from './venue-desk.js';

export const TICK_MS: DurationMs = 250;

/** Where neither the test nor the policy names a balance; only its proportions are felt. */
const BASELINE_BALANCE = 100_000;
/** What the venue gives a new address. */
const BASELINE_ACTIONS = 10_000;

export class Stage {
  readonly policy: CompiledPolicy;
  readonly inspector: Inspector;
  readonly startAt: TimeMs;
  readonly #instruments: readonly Instrument[];
  readonly #board = new MarketBoard();
  readonly #account: VenueAccount;
  readonly #desk: VenueDesk;
  readonly #stops: GivenStops;
  readonly #feeds: FeedSchedule;
  readonly #isBalanceGiven: boolean;
  #isEquityUnknown: boolean;
  readonly #limitsJudged: LimitReading[] = [];
  readonly #entry: OrderEntry;
  readonly #unsettled = new UnsettledFacts();
  #limitsDenied: ReadonlySet<string> = new Set();
  #engine: Engine<EngineState>;
  #state: EngineState;
  #actionsLeft = BASELINE_ACTIONS;
  #atMs: DurationMs;
  #runs = 0;

  /** `policy` as it is rehearsed. */
  constructor(
    policy: CompiledPolicy,
    test: CheckedTest,
    startAt: TimeMs,
    listed: readonly Instrument[],
  ) {
    this.policy = policy;
    this.startAt = startAt;
    this.inspector = createInspector(policy);
    this.#entry = createOrderEntry(policy);
    this.#instruments = instrumentsFor(policy.markets, listed);
    const markOf = (coin: string) => this.#board.markOf(coin);
    const initial = policy.account.initialBalance ?? ZERO.plus(BASELINE_BALANCE);
    this.#account = new VenueAccount(
      { markets: policy.markets, instruments: this.#instruments },
      initial,
      markOf,
    );
    this.#desk = new VenueDesk(this.#account, markOf);
    this.#stops = new GivenStops(this.#desk, this.#account, test.givens);
    const coins = policy.markets.map(({ coin }) => coin);
    const quiets = quietsOf(test.steps, (feed) => policy.staleAfter[feed] + TICK_MS);
    this.#feeds = new FeedSchedule(coins, test.series, quiets);
    this.#isBalanceGiven = test.givens.some(({ name }) => name === 'balance');
    this.#isEquityUnknown = test.givens.some(
      ({ name, value }) => name === 'equity' && (value === 'stale' || value === 'missing'),
    );
    this.#learnAll(this.#feeds.emissionsAt(0));
    this.#learnAll(test.givens);
    const history = historyOf(test.givens, initial, this.#account);
    this.#engine = createEngine(withoutRules(policy));
    this.#state = this.#engine.initialState;
    const bars = barEvents(policy.markets, test.givens, markOf, startAt);
    for (const event of bars) this.#hear(event);
    for (const event of historyEvents(policy, history, startAt)) this.#hear(event);
    this.#atMs = this.#warmUp(test.givens);
    this.#recall(test.givens);
    this.#unsettle(test.givens);
    this.#engine = createEngine(policy);
    this.#hear({ kind: 'clockTicked', at: startAt });
    this.#countErrors(test.givens);
  }

  get state(): EngineState {
    return this.#state;
  }

  get atMs(): DurationMs {
    return this.#atMs;
  }

  /** What the limits came to for every order that was judged. */
  get limitsJudged(): readonly LimitReading[] {
    return this.#limitsJudged;
  }

  /** Of a market, or the worst of all; the rule that holds it there, null while active. */
  stateOf(coin: string | null): { readonly state: TradingState; readonly rule: string | null } {
    const { state, markets } = this.#engine.view(this.#state);
    const held = markets.find((market) =>
      coin === null ? market.state === state : market.coin === coin,
    );
    return { state: held?.state ?? state, rule: held?.heldBy ?? null };
  }

  /** What the engine's pre-trade check says of an order now. */
  judge(order: CheckedOrder): OrderReading {
    const reading = this.inspector.judgeOrder(this.#state, order);
    this.#limitsJudged.push(...reading.limits);
    return reading;
  }

  /** Lets time pass up to `atMs`: feeds, then the clock. */
  advanceTo(atMs: DurationMs, onTick: () => void): void {
    while (this.#atMs < atMs) {
      const nextTick = (Math.floor(this.#atMs / TICK_MS) + 1) * TICK_MS;
      const nextSeries = this.#feeds.nextSeriesAt(this.#atMs) ?? nextTick;
      this.#atMs = Math.min(nextTick, nextSeries, atMs);
      this.#speak();
      if (this.#atMs % TICK_MS !== 0) continue;
      this.#hear({ kind: 'clockTicked', at: this.#now() });
      onTick();
    }
  }

  set(facts: readonly CheckedFact[]): void {
    this.#learnAll(facts);
    this.#hearNothing(facts);
    // Only the venue's own list moves a position that no fill has moved.
    if (facts.some(isKnownPosition)) this.#reconcile();
    this.#unsettle(facts);
    for (const { name, coin, value } of facts) {
      if (name === 'equity' || !isUnheard(value)) this.#say(channelOf(name, coin));
    }
    this.#countErrors(facts);
    this.#recall(facts);
    this.#hear({ kind: 'clockTicked', at: this.#now() });
  }

  /** The limits that denied one of the orders last submitted, or a part of it. */
  get limitsDenied(): ReadonlySet<string> {
    return this.#limitsDenied;
  }

  /** So many orders like this one: each is judged, and what passes is sent and rests. */
  submit(order: CheckedOrder, times: number): void {
    const denied = new Set<string>();
    for (let count = 0; count < times; count += 1) {
      this.judge(order);
      const { state, decisions, denials } = this.#entry.enter(this.#state, order);
      this.#state = state;
      for (const { kind, rule } of denials) if (kind === 'limit') denied.add(rule);
      for (const answer of this.#desk.answer(decisions, this.#now())) this.#hear(answer);
    }
    this.#limitsDenied = denied;
  }

  fill(order: CheckedOrder): void {
    for (const event of this.#desk.trade({ ...order, at: this.#now() })) this.#hear(event);
    // The list of orders tells of the stop that the fill has brought.
    if (this.#desk.openOrders.some((open) => open.triggerPrice !== undefined)) this.#reconcile();
  }

  command(command: OperatorCommand): void {
    this.#hear(this.#commanded(command));
  }

  /** What the engine would answer, without moving it. */
  tryCommand(command: OperatorCommand): readonly Decision[] {
    return this.#engine.step(this.#state, this.#commanded(command)).decisions;
  }

  /** A new process on the same journal: it hears the feeds and is reconciled at once. */
  restart(): void {
    this.#unsettled.clear();
    this.#startSession(this.#now());
    this.#sayAll();
  }

  #now(): TimeMs {
    return this.startAt + this.#atMs;
  }

  #hear(event: EngineEvent): void {
    const { state, decisions } = this.#engine.step(this.#state, event);
    this.#state = state;
    for (const answer of this.#desk.answer(decisions, event.at)) this.#hear(answer);
  }

  #startSession(at: TimeMs): void {
    this.#runs += 1;
    const runId = this.#runs.toString(16).padStart(16, '0');
    const feeRates = { maker: ZERO, taker: ZERO };
    this.#hear({ kind: 'sessionStarted', at, runId, instruments: this.#instruments, feeRates });
  }

  /**
   * The session begins early enough for what is given as stale to be just too old at 0s; without
   * rules, so that nothing is judged before the test begins. Returns the time then: 0.
   */
  #warmUp(givens: readonly CheckedFact[]): DurationMs {
    const unheard = givens.filter(({ value, name }) => isUnheard(value) && name !== 'equity');
    const stale = unheard.filter(({ value }) => value === 'stale');
    const channels = stale.map(({ name, coin }) => channelOf(name, coin));
    const ages = channels.map(({ feed }) => this.policy.staleAfter[feed] + TICK_MS);
    const beginMs = Math.min(this.#feeds.beginsAtMs, -Math.max(this.#stops.longestBareMs, ...ages));
    this.#atMs = beginMs;
    this.#startSession(this.#now());
    for (const { name, coin, value } of unheard) {
      if (value === 'missing') this.#feeds.silence(channelOf(name, coin));
    }
    for (let atMs = beginMs; atMs < 0; atMs += TICK_MS) {
      this.#atMs = atMs;
      this.#stops.coverUntilBare(this.#atMs);
      this.#sayAll();
      for (const [index, channel] of channels.entries()) {
        if (atMs + TICK_MS > -(ages[index] ?? 0)) this.#feeds.silence(channel);
      }
    }
    this.#atMs = 0;
    this.#stops.coverUntilBare(this.#atMs);
    this.#sayAll();
    return 0;
  }

  #learnAll(facts: readonly CheckedFact[]): void {
    for (const fact of inOrderOfLearning(facts)) this.#learn(fact);
  }

  #learn({ name, coin, value }: CheckedFact): void {
    if (value === 'stale' || value === 'missing') return;
    if (coin !== null && isMarketMeasure(name)) this.#board.set(coin, name, value);
    else if (coin !== null && name === 'open_risk') this.#stops.setRisk(coin, value);
    else if (name === 'action_budget') this.#actionsLeft = value.toNumber();
    else if (name === 'clock_skew') this.#board.setClockSkew(value.toNumber());
    else this.#account.learn({ name, coin, value }, this.#isBalanceGiven);
  }

  /** Feeds that go silent as news without a price, or with the connection; others speak again. */
  #hearNothing(facts: readonly CheckedFact[]): void {
    const at = this.#now();
    for (const { name, coin, value } of facts) {
      const channel = channelOf(name, coin);
      if (name === 'equity') this.#isEquityUnknown = isUnheard(value);
      else if (!isUnheard(value)) this.#feeds.wake(channel);
      else if (value === 'missing') {
        this.#feeds.silence(channel);
        if (coin !== null && channel.feed === 'mark')
          this.#hear(this.#board.lostContextAt(coin, at));
        else if (coin !== null && channel.feed === 'book')
          this.#hear(this.#board.emptyTopAt(coin, at));
        else this.#hear({ kind: 'connectionLost', at, reason: 'set by the test' });
      }
    }
  }

  /** What a journal would have counted before. */
  #recall(facts: readonly CheckedFact[]): void {
    const past = pastOf(facts);
    if (past !== null) this.#state = recallHistory(this.policy, this.#state, past);
  }

  #unsettle(facts: readonly CheckedFact[]): void {
    if (!this.#unsettled.learn(facts)) return;
    const { consecutiveErrors } = this.#state;
    for (const { name, coin } of facts) {
      if (name === 'unresolved_orders' && coin !== null) this.#loseReplies(coin);
    }
    while (this.#state.consecutiveErrors < consecutiveErrors)
      this.#hear(commandFailed(this.#now()));
    this.#reportAccount();
  }

  /** Orders whose reply was lost; other commands went well meanwhile, so no errors in a row. */
  #loseReplies(coin: string): void {
    const lost = this.#state.orders.orders.filter(
      (order) => order.coin === coin && order.status === 'unknown',
    );
    const wanted = this.#unsettled.unresolvedIn(coin);
    const at = this.#now();
    for (const { clientOrderId } of lost.slice(wanted)) {
      const orderId = this.#desk.takeId();
      this.#hear({ kind: 'orderClosed', at, coin, orderId, clientOrderId, status: 'canceled' });
    }
    for (let count = lost.length; count < wanted; count += 1) {
      const side = reducingSide(this.#account.sizeOf(coin));
      const order = { coin, side, price: this.#board.markOf(coin), size: LEAST_SIZE };
      const { state, decisions } = this.#entry.send(this.#state, order);
      this.#state = state;
      const reason = 'given by the test';
      for (const decision of decisions) {
        if (decision.kind !== 'submitOrder') continue;
        const { clientOrderId } = decision.order;
        this.#hear(commandSucceeded(at, this.#desk.takeId()));
        this.#hear({ kind: 'orderOutcomeUnknown', at, clientOrderId, reason });
        this.#hear(commandSucceeded(at, this.#desk.takeId()));
      }
    }
  }

  /** Commands that fail in a row, as the engine counts them. */
  #countErrors(facts: readonly CheckedFact[]): void {
    const value = facts.find(({ name }) => name === 'consecutive_errors')?.value;
    if (value === undefined || value === 'stale' || value === 'missing') return;
    for (let count = this.#state.consecutiveErrors; value.gt(count); count += 1) {
      this.#hear(commandFailed(this.#now()));
    }
  }

  /** What series have now, then every feed that is due. */
  #speak(): void {
    const facts = this.#feeds.emissionsAt(this.#atMs);
    this.#learnAll(facts);
    for (const { name, coin } of facts) this.#say(channelOf(name, coin));
    for (const channel of this.#feeds.channels) {
      if (this.#feeds.isDue(channel, this.#atMs)) this.#say(channel);
    }
  }

  #sayAll(): void {
    for (const { coin } of this.policy.markets) {
      this.#sayUnlessSilent({ feed: 'mark', coin });
      this.#sayUnlessSilent({ feed: 'book', coin });
    }
    this.#sayUnlessSilent({ feed: 'account', coin: null });
    this.#sayUnlessSilent({ feed: 'limits', coin: null });
  }

  #sayUnlessSilent(channel: Channel): void {
    if (!this.#feeds.isSilent(channel, this.#atMs)) this.#say(channel);
  }

  #say(channel: Channel): void {
    const { feed, coin } = channel;
    this.#feeds.noteSpoken(channel, this.#atMs);
    const at = this.#now();
    if (feed === 'mark' || feed === 'book') {
      assertInvariant(coin !== null, 'a market feed is of a market');
      this.#hear(feed === 'mark' ? this.#board.contextAt(coin, at) : this.#board.topAt(coin, at));
    } else if (feed === 'account') {
      if (this.#unsettled.isEmpty) this.#reconcile();
      else this.#reportAccount();
    } else if (feed === 'limits') {
      this.#hear({ kind: 'actionBudgetReported', at, actionsLeft: this.#actionsLeft });
    } else {
      this.#hear(heartbeat(at));
      this.#hear(this.#board.stampAt(at));
    }
  }

  #reconcile(): void {
    const at = this.#now();
    this.#feeds.noteSpoken({ feed: 'stream', coin: null }, this.#atMs);
    const { openOrders } = this.#desk;
    const report = this.#account.report(at);
    const account = this.#isEquityUnknown ? this.#account.reportWithUnpriced(at) : report;
    this.#hear({ kind: 'reconciled', at, account, openOrders, fills: [] });
    if (this.#isEquityUnknown) this.#hear({ kind: 'accountReported', at, account: report });
  }

  /** The venue's report, which settles nothing. */
  #reportAccount(): void {
    const at = this.#now();
    this.#feeds.noteSpoken({ feed: 'stream', coin: null }, this.#atMs);
    const account = this.#account.reportDiffering(at, this.#unsettled.differences);
    this.#hear({ kind: 'accountReported', at, account });
  }

  #commanded(command: OperatorCommand): EngineEvent {
    return { kind: 'operatorCommanded', at: this.#now(), command, reason: 'the test' };
  }
}
