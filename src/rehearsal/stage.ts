/** One test under way: the real engine, the venue it hears, and the clock of the test. */
import { assertInvariant, type DurationMs, type TimeMs, ZERO } from '../base/index.js';
import type { CheckedFact, CheckedOrder, CheckedTest } from '../check/index.js';
import type { CompiledPolicy } from '../compile/index.js';
import {
  createEngine,
  createInspector,
  type Decision,
  type Engine,
  type EngineEvent,
  type EngineState,
  type Inspector,
  type LimitReading,
  type OperatorCommand,
  type OrderReading,
  type TradingState,
} from '../engine/index.js';
import type { Instrument } from '../market/index.js';
import { historyEvents, historyOf } from './account-history.js';
import { barEvents } from './bar-history.js';
import { type Channel, channelOf, FeedSchedule } from './feed-schedule.js';
import { isMarketMeasure, MarketBoard } from './market-board.js';
import { instrumentsFor, withoutRules } from './rehearsed-policy.js';
import { VenueAccount } from './venue-account.js';
import { VenueDesk } from './venue-desk.js';

export const TICK_MS: DurationMs = 250;

/** Where neither the test nor the policy names a balance; only its proportions are felt. */
const BASELINE_BALANCE = 100_000;

export class Stage {
  readonly policy: CompiledPolicy;
  readonly inspector: Inspector;
  readonly startAt: TimeMs;
  readonly #instruments: readonly Instrument[];
  readonly #board = new MarketBoard();
  readonly #account: VenueAccount;
  readonly #desk: VenueDesk;
  readonly #feeds: FeedSchedule;
  readonly #isBalanceGiven: boolean;
  readonly #isEquityUnknown: boolean;
  readonly #limitsJudged: LimitReading[] = [];
  #engine: Engine<EngineState>;
  #state: EngineState;
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
    this.#instruments = instrumentsFor(policy.markets, listed);
    const markOf = (coin: string) => this.#board.markOf(coin);
    const initial = policy.account.initialBalance ?? ZERO.plus(BASELINE_BALANCE);
    this.#account = new VenueAccount(policy.markets, initial, markOf);
    this.#desk = new VenueDesk(this.#account, markOf);
    const coins = policy.markets.map(({ coin }) => coin);
    this.#feeds = new FeedSchedule(coins, test.series);
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
    for (const { name, coin } of facts) this.#say(channelOf(name, coin));
    this.#countErrors(facts);
  }

  /** Judged as any order; what passes rests on the book. */
  submit(order: CheckedOrder): void {
    const { sizeThatFits, reducingSize } = this.judge(order);
    if (sizeThatFits.isZero()) return;
    const reduceOnly = sizeThatFits.lte(reducingSize);
    this.#desk.rest({ ...order, size: sizeThatFits, reduceOnly });
    this.#reconcile();
  }

  fill(order: CheckedOrder): void {
    for (const event of this.#desk.trade({ ...order, at: this.#now() })) this.#hear(event);
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
    const beginMs = -Math.max(0, ...ages);
    this.#atMs = beginMs;
    this.#startSession(this.#now());
    for (const { name, coin, value } of unheard) {
      if (value === 'missing') this.#feeds.silence(channelOf(name, coin));
    }
    for (let atMs = beginMs; atMs < 0; atMs += TICK_MS) {
      this.#atMs = atMs;
      this.#sayAll();
      for (const [index, channel] of channels.entries()) {
        if (atMs + TICK_MS > -(ages[index] ?? 0)) this.#feeds.silence(channel);
      }
    }
    this.#atMs = 0;
    this.#sayAll();
    return 0;
  }

  #learnAll(facts: readonly CheckedFact[]): void {
    // Prices first: positions are entered at mark, and the account is valued by them.
    const known = [...facts].sort((a, b) => rankOf(b) - rankOf(a));
    for (const fact of known) this.#learn(fact);
  }

  #learn({ name, coin, value }: CheckedFact): void {
    if (value === 'stale' || value === 'missing') return;
    if (coin !== null && isMarketMeasure(name)) this.#board.set(coin, name, value);
    else if (coin !== null && name === 'position') this.#account.setPosition(coin, value);
    else if (coin !== null && name === 'entry_price') {
      this.#account.setPrices(coin, { entryPrice: value });
    } else if (coin !== null && name === 'liquidation_price') {
      this.#account.setPrices(coin, { liquidationPrice: value });
    } else if (name === 'balance') this.#account.setBalance(value);
    else if (name === 'equity') this.#account.setEquity(value, this.#isBalanceGiven);
    else if (name === 'margin_used') this.#account.setMarginUsed(value);
  }

  /** Commands that fail in a row, as the engine counts them. */
  #countErrors(facts: readonly CheckedFact[]): void {
    const value = facts.find(({ name }) => name === 'consecutive_errors')?.value;
    if (value === undefined || value === 'stale' || value === 'missing') return;
    for (let count = this.#state.consecutiveErrors; value.gt(count); count += 1) {
      const [orderId, clientOrderId] = [null, null];
      const reason = 'given by the test';
      const at = this.#now();
      this.#hear({ kind: 'cancelOutcomeUnknown', at, orderId, clientOrderId, reason });
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
    } else if (feed === 'account') this.#reconcile();
    else this.#heartbeat(at);
  }

  /** News of an order nobody has: all it tells is that the stream is alive. */
  #heartbeat(at: TimeMs): void {
    const [orderId, clientOrderId] = [null, null];
    this.#hear({ kind: 'cancelRejected', at, orderId, clientOrderId, reason: 'heartbeat' });
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

  #commanded(command: OperatorCommand): EngineEvent {
    return { kind: 'operatorCommanded', at: this.#now(), command, reason: 'the test' };
  }
}

/** In reverse: what stands last is learnt first. */
const LEARNT_FIRST: readonly string[] = [
  'margin_used',
  'equity',
  'balance',
  'liquidation_price',
  'entry_price',
  'position',
  'spread',
  'mid',
  'oracle',
  'mark',
] satisfies CheckedFact['name'][];

function rankOf({ name }: CheckedFact): number {
  return LEARNT_FIRST.indexOf(name);
}

function isUnheard(value: CheckedFact['value']): boolean {
  return value === 'stale' || value === 'missing';
}
