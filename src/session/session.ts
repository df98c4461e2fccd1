/**
 * The live loop: venue events to the journal, to the engine, its decisions to the journal, to the
 * venue. One event at a time, in the order of hearing; nothing in here decides anything.
 */
import type { DurationMs, TimeMs } from '../base/index.js';
import {
  calibratedCoins,
  type Decision,
  type EngineEvent,
  isOrderOfRuns,
  type OperatorCommand,
  readsMeasure,
  SNAPSHOT_MARGIN_MS,
  type StatusView,
  UNANSWERED_MS,
} from '../engine/index.js';
import type { OpenOrder } from '../market/index.js';
import type { VenueEvent } from '../venue/index.js';
import { BudgetPoll } from './budget-poll.js';
import { CommandDesk } from './command-desk.js';
import { type DeadManSwitch, deadManSwitchOf } from './dead-man-switch.js';
import { isForTheDisk, isHalt, isRefusal, needsTheVenuesWord } from './loop-decisions.js';
import { VenueNews } from './venue-news.js';
import { Reconciler } from './reconciler.js';
import type { OperatorOutcome, Session, SessionOptions, SessionOutcome } from './session-port.js';
import { type GatePass, passStartGate } from './start-gate.js';
import type { VenueSnapshot } from './venue-snapshot.js';
import { cancelByHand, describeStops, windDown } from './wind-down.js';

const TICK_MS: DurationMs = 250;
/** After an unknown outcome the venue gets a moment before it is asked. */
const UNKNOWN_SETTLES_MS: DurationMs = 500;
/** By then the engine takes the venue's list for the whole truth about that order. */
const CANCEL_IS_SURE_MS: readonly DurationMs[] = [SNAPSHOT_MARGIN_MS + 1_000];
const ORDER_IS_SURE_MS: readonly DurationMs[] = [...CANCEL_IS_SURE_MS, UNANSWERED_MS + 1_000];
/** The ledger may have an entry so long after the cash has moved. */
const LEDGER_LATE_MS: DurationMs = 15 * 60_000;
/** A re-arm waits so long for prices; without them the engine refuses it. */
const RE_ARM_WAITS_MS: DurationMs = 10_000;

/** Passes the gate, connects and reconciles; throws `StartRefused` or `VenueError` before that. */
export async function startSession<State>(options: SessionOptions<State>): Promise<Session> {
  const pass = await passStartGate(options);
  const session = new LiveSession(options, pass);
  await session.begin();
  return session;
}

class LiveSession<State> implements Session {
  readonly ended: Promise<SessionOutcome>;
  readonly #options: SessionOptions<State>;
  readonly #pass: GatePass;
  readonly #news: VenueNews;
  readonly #desk: CommandDesk;
  readonly #reconciler: Reconciler;
  readonly #budget: BudgetPoll;
  /** Null where the policy asks for none. */
  readonly #deadMan: DeadManSwitch | null;
  readonly #queue: EngineEvent[] = [];
  /** Who waits for the step of an event. */
  readonly #awaiting = new Map<EngineEvent, (outcome: OperatorOutcome) => void>();
  #state: State;
  #isHeld = false;
  /** Until the first look: what the stream tells before it waits for it. */
  #isBeginning = true;
  #isPumping = false;
  #isConnected = false;
  #phase: 'live' | 'ending' | 'over' = 'live';
  /** When a re-arm that was asked for is given to the engine at the latest; null: none waits. */
  #reArmByMs: TimeMs | null = null;
  /**
   * The venue's time of the last picture of the account. Fills are read from there on: one that
   * the stream told of says nothing about earlier ones, which it may have lost.
   */
  #reconciledAt: TimeMs;
  #cancelTick: () => void = () => undefined;
  #resolveEnded: (outcome: SessionOutcome) => void = () => undefined;

  constructor(options: SessionOptions<State>, pass: GatePass) {
    this.#options = options;
    this.#pass = pass;
    this.#state = options.state;
    this.#reconciledAt = options.lastReconciledAt ?? pass.account.time;
    this.ended = new Promise((resolve) => {
      this.#resolveEnded = resolve;
    });
    const { venue, clock, policy } = options;
    const withDepth = readsMeasure(policy, 'order.slippage');
    this.#news = new VenueNews(calibratedCoins(policy), withDepth);
    this.#desk = new CommandDesk({
      venue,
      clock,
      news: this.#news,
      deliver: (event) => this.#enqueue(event),
      onIdle: () => this.#reconciler.poke(),
    });
    this.#reconciler = new Reconciler({
      venue,
      clock,
      fillsSince: () => this.#reconciledAt,
      ledgerSince: () => this.#reconciledAt - LEDGER_LATE_MS,
      isQuiet: () => this.#isQuiet(),
      hold: () => {
        this.#isHeld = true;
      },
      release: (snapshot) => this.#release(snapshot),
      onFailure: (reason) => this.#notice('warning', `could not reconcile: ${reason}`),
    });
    this.#deadMan = deadManSwitchOf(options, {
      deliver: (event) => this.#enqueue(event),
      notice: (level, text) => this.#notice(level, text),
    });
    this.#budget = new BudgetPoll({
      venue,
      clock,
      deliver: (event) => this.#enqueue(event),
      onFailure: (reason) => this.#notice('warning', `could not read the action budget: ${reason}`),
    });
  }

  async begin(): Promise<void> {
    const { policy, venue, clock, runId, reArm } = this.#options;
    const { instruments, feeRates, warnings } = this.#pass;
    for (const text of warnings) this.#notice('warning', text);
    await this.#deadMan?.begin();
    this.#enqueue({ kind: 'sessionStarted', at: clock.nowMs(), runId, instruments, feeRates });
    // A run before this one may have died right after it sent.
    if (this.view().unansweredOrders > 0) this.#desk.expectOneSentAt(clock.nowMs());
    const coins = policy.markets.map((market) => market.coin);
    this.#isHeld = true;
    await venue.connect(coins, (event) => this.#hear(event));
    this.#isConnected = true;
    await this.#budget.start();
    const isReconciled = await this.#reconciler.now();
    if (this.#phase !== 'live') return;
    if (isReconciled !== null) this.#notice('info', 'reconciled with the venue');
    if (reArm !== null) this.#reArmByMs = clock.nowMs() + RE_ARM_WAITS_MS;
    this.#scheduleTick(clock.nowMs() + TICK_MS);
  }

  stop(reason: string): void {
    if (this.#phase !== 'live') return;
    const at = this.#options.clock.nowMs();
    this.#enqueue({ kind: 'sessionStopping', at, reason });
    void this.#end((ordersLeft) => ({ kind: 'stopped', reason, ordersLeft }), false);
  }

  fail(error: unknown): void {
    void this.#fail(error);
  }

  abort(): void {
    this.#finish({ kind: 'aborted', reason: 'forced by the operator', ordersLeft: null });
  }

  operate(command: OperatorCommand, reason: string): Promise<OperatorOutcome> {
    // A run that ends may still be killed, so that the next one does not start.
    if (this.#phase === 'over' || (this.#phase === 'ending' && command !== 'kill')) {
      return Promise.resolve({ kind: 'ending', reason: 'the run is ending' });
    }
    const at = this.#options.clock.nowMs();
    const event: EngineEvent = { kind: 'operatorCommanded', at, command, reason };
    return new Promise((resolve) => {
      this.#awaiting.set(event, resolve);
      this.#enqueue(event);
    });
  }

  view(): StatusView {
    return this.#options.engine.view(this.#state);
  }

  isSettled(): boolean {
    // What a run that is over still hears, nobody takes up.
    const isIdle = this.#queue.length === 0 || this.#isHeld || this.#phase === 'over';
    return !this.#isPumping && isIdle;
  }

  #hear(event: VenueEvent): void {
    if (this.#phase === 'over') return;
    if (event.kind === 'connectionLost') this.#isConnected = false;
    if (event.kind === 'connectionRestored') {
      this.#isConnected = true;
      this.#notice('info', 'connected again');
      this.#reconciler.want();
      return;
    }
    const translated = this.#news.fromVenue(event, this.#options.clock.nowMs());
    if (translated !== null) this.#enqueue(translated);
  }

  #enqueue(event: EngineEvent): void {
    this.#queue.push(event);
    if (!this.#isPumping && !this.#isHeld) void this.#pump();
  }

  async #pump(): Promise<void> {
    this.#isPumping = true;
    try {
      while (!this.#isHeld && this.#phase !== 'over') {
        const event = this.#queue.shift();
        if (event === undefined) break;
        const decisions = this.#step(event);
        if (isForTheDisk(event, decisions)) await this.#options.journal.sync();
        this.#options.observer.stepped(event, decisions, () => this.view());
        this.#follow(event, decisions);
        this.#answer(event, decisions);
      }
    } catch (error) {
      void this.#fail(error);
    }
    this.#isPumping = false;
    this.#reconciler.poke();
  }

  #step(event: EngineEvent): readonly Decision[] {
    const { journal, engine } = this.#options;
    journal.writeEvent(event);
    const step = engine.step(this.#state, event);
    journal.writeDecisions(step.decisions);
    this.#state = step.state;
    this.#desk.send(step.decisions);
    return step.decisions;
  }

  /** What the loop itself has to do after a step. */
  #follow(event: EngineEvent, decisions: readonly Decision[]): void {
    switch (event.kind) {
      case 'reconciled':
        this.#reconciledAt = Math.max(this.#reconciledAt, event.account.time);
        break;
      case 'orderOutcomeUnknown':
        this.#lookAfterUnknown(ORDER_IS_SURE_MS);
        break;
      case 'cancelOutcomeUnknown':
        this.#lookAfterUnknown(CANCEL_IS_SURE_MS);
        break;
      case 'operatorCommanded':
        if (event.command === 're-arm') this.#judgeReArm(decisions);
        break;
      default:
        break;
    }
    if (decisions.some(needsTheVenuesWord)) this.#reconciler.want();
    if (this.#reArmByMs !== null) this.#reArmWhenKnown(this.#reArmByMs);
    const refusal = decisions.find(isRefusal);
    if (refusal !== undefined) {
      const reason = `start refused: ${refusal.reasons.join('; ')}`;
      void this.#end((ordersLeft) => ({ kind: 'refused', reason, ordersLeft }), false);
    }
    const halt = decisions.find(isHalt);
    if (halt !== undefined) this.#obeyHalt(halt.rule);
  }

  #lookAfterUnknown(sureInMs: readonly DurationMs[]): void {
    this.#reconciler.want(UNKNOWN_SETTLES_MS);
    for (const inMs of sureInMs) this.#reconciler.wantAgain(inMs);
  }

  #answer(event: EngineEvent, decisions: readonly Decision[]): void {
    const goesOn = this.#phase === 'live';
    this.#awaiting.get(event)?.({
      kind: 'taken',
      at: event.at,
      decisions,
      view: this.view(),
      goesOn,
    });
    this.#awaiting.delete(event);
  }

  #release(snapshot: VenueSnapshot | null): void {
    if (snapshot !== null) {
      const at = this.#options.clock.nowMs();
      this.#queue.unshift({ kind: 'reconciled', at, ...snapshot });
    }
    this.#isHeld = false;
    this.#isBeginning = false;
    if (!this.#isPumping) void this.#pump();
  }

  /**
   * Without the stream a picture is out of date at once, and nobody may quote on it; a run that
   * ends quotes no more, and looks all the same.
   */
  #isQuiet(): boolean {
    const mayLook = this.#isConnected || this.#phase === 'ending';
    const isIdle = !this.#isPumping && (this.#queue.length === 0 || this.#isBeginning);
    return mayLook && isIdle && this.#desk.inFlight === 0;
  }

  #scheduleTick(atMs: TimeMs): void {
    const { clock } = this.#options;
    this.#cancelTick = clock.callAt(atMs, () => {
      const at = clock.nowMs();
      const isWaiting = this.#queue.some((event) => event.kind === 'clockTicked');
      if (!isWaiting) this.#enqueue({ kind: 'clockTicked', at });
      this.#scheduleTick(Math.max(atMs + TICK_MS, at));
    });
  }

  #reArmWhenKnown(byMs: TimeMs): void {
    const { clock, reArm } = this.#options;
    const at = clock.nowMs();
    const areMarksKnown = this.view().markets.every((market) => market.mark !== null);
    if (!areMarksKnown && at < byMs) return;
    this.#reArmByMs = null;
    const reason = reArm ?? '';
    this.#enqueue({ kind: 'operatorCommanded', at, command: 're-arm', reason });
  }

  #judgeReArm(decisions: readonly Decision[]): void {
    const refusal = decisions.find((decision) => decision.kind === 'operatorRefused');
    if (refusal?.kind !== 'operatorRefused') return this.#notice('info', 're-armed');
    if (this.view().state !== 'halted' || this.#options.staysWhenHalted === true) return;
    const reason = `re-arm refused: ${refusal.reason}`;
    void this.#end((left) => ({ kind: 'halted', rule: null, reason, ordersLeft: left }), false);
  }

  #obeyHalt(rule: string | null): void {
    if (this.#options.staysWhenHalted === true) {
      const by = rule ?? 'the operator';
      return this.#notice('warning', `halted by ${by}; staying for the operator's re-arm`);
    }
    const ofRule = this.#options.policy.rules.find((candidate) => candidate.path === rule);
    const reason = `halted by ${rule ?? 'the operator'}`;
    void this.#end(
      (ordersLeft) => ({ kind: 'halted', rule, reason, ordersLeft }),
      ofRule?.flatten === true,
    );
  }

  async #end(
    outcome: (ordersLeft: number | null) => SessionOutcome,
    mustFlatten: boolean,
  ): Promise<void> {
    if (this.#phase !== 'live') return;
    this.#phase = 'ending';
    const coins = new Set(this.#options.policy.markets.map((market) => market.coin));
    if (this.#desk.mayOneCome()) {
      const seconds = UNANSWERED_MS / 1_000;
      this.#notice('info', `an order had no answer and may still come: waits ${seconds} s at most`);
    }
    const ordersLeft = await windDown({
      clock: this.#options.clock,
      reconcile: () => this.#reconciler.now(),
      isOurs: (order) => this.#isOurs(order),
      mayOneCome: () => this.#desk.mayOneCome(),
      isFlattening: ({ account }) =>
        mustFlatten && account.positions.some((position) => coins.has(position.coin)),
    });
    if (ordersLeft === 0) await this.#deadMan?.takeBack();
    const { venue, runIds } = this.#options;
    const isOfRuns = (order: OpenOrder): boolean => isOrderOfRuns(order.clientOrderId, runIds);
    for (const text of await describeStops(venue, isOfRuns)) this.#notice('info', text);
    const planned = outcome(ordersLeft);
    const isHalted = planned.kind === 'stopped' && this.view().state === 'halted';
    this.#finish(isHalted ? { ...planned, kind: 'halted', rule: null } : planned);
  }

  async #fail(error: unknown): Promise<void> {
    if (this.#phase === 'over') return;
    this.#phase = 'over';
    const { venue, clock } = this.#options;
    const reason = error instanceof Error ? error.message : String(error);
    this.#notice('warning', `the loop failed, cancelling by hand: ${reason}`);
    const ordersLeft = await cancelByHand({
      venue,
      clock,
      isOurs: (order) => this.#isOurs(order),
      mayOneCome: () => this.#desk.inFlight > 0 || this.#desk.mayOneCome(),
    });
    this.#finish({ kind: 'failed', reason, ordersLeft });
  }

  #finish(outcome: SessionOutcome): void {
    this.#phase = 'over';
    this.#cancelTick();
    this.#reconciler.stop();
    this.#budget.stop();
    for (const resolve of this.#awaiting.values()) {
      resolve({ kind: 'ending', reason: `the run has ended: ${outcome.reason}` });
    }
    this.#awaiting.clear();
    this.#deadMan?.stop();
    this.#resolveEnded(outcome);
  }

  #isOurs(order: OpenOrder): boolean {
    // A stop that covers a position goes on covering it when the run is over.
    const isStop = order.triggerPrice !== undefined;
    return !isStop && isOrderOfRuns(order.clientOrderId, this.#options.runIds);
  }

  #notice(level: 'info' | 'warning', text: string): void {
    this.#options.observer.noticed({ at: this.#options.clock.nowMs(), level, text });
  }
}
