/** One run of a session: begun on its journal as `mm-policy run` does, disturbed, and ended. */
import { type DurationMs, sleep } from '../../src/base/index.js';
import type { CompiledPolicy } from '../../src/compile/index.js';
import { createEngine, type EngineState, type OperatorCommand } from '../../src/engine/index.js';
import { openJournal } from '../../src/journal/index.js';
import {
  JournalWriter,
  type RecoveredJournal,
  recoverJournal,
  type Session,
  type SessionOutcome,
  StartRefused,
  startSession,
} from '../../src/session/index.js';
import { type Venue, VenueError } from '../../src/venue/index.js';
import { compilePolicy } from '../scenarios/trade-on.js';
import type { Dice } from '../soak/dice.js';
import type { CampaignGround } from './campaign-ground.js';
import type { SessionRecord } from './session-record.js';
import type { VenueTap } from './venue-tap.js';

export interface CampaignRunOptions {
  readonly policy: CompiledPolicy;
  readonly journal: string;
  readonly ground: CampaignGround;
  readonly tap: VenueTap;
  readonly dice: Dice;
}

type RunEnd = SessionRecord['ends'][number];

/** As `mm-policy run` has it. */
const NONCES_AHEAD_MS: DurationMs = 60_000;
const COMMANDS: readonly OperatorCommand[] = ['pause', 'flatten', 'kill', 'resume', 're-arm'];
/** The operator looks so often, and mostly lets it trade on. */
const LOOKS_MS: DurationMs = 20_000;

interface Begun {
  readonly recovered: RecoveredJournal<EngineState>;
  readonly venue: Venue;
  readonly writer: JournalWriter;
  readonly runId: string;
  readonly leftMs: DurationMs;
}

export class CampaignRun {
  readonly #options: CampaignRunOptions;
  #runs = 0;
  /** Null where the journal has to be read. */
  #recovered: RecoveredJournal<EngineState> | null = null;

  constructor(options: CampaignRunOptions) {
    this.#options = options;
  }

  /** `leftMs` at most; 0 or less: begins, looks, cancels and ends. */
  async play(leftMs: DurationMs): Promise<RunEnd> {
    const { policy, journal: directory, ground, tap } = this.#options;
    const { clock } = ground;
    ground.hold(true);
    const recovered = await this.#recover();
    const journal = openJournal({ directory });
    const runId = (this.#runs += 1).toString(16).padStart(16, '0');
    const header = {
      runId,
      toolVersion: 'campaign',
      nodeVersion: process.versions.node,
      policy: { file: policy.file, source: policy.source },
      venue: 'campaign venue',
    };
    const writer = new JournalWriter(journal, header, clock.nowMs());
    const recordsBefore = writer.records;
    ground.hold(false);
    const venue: { open: (Venue & { close(): Promise<void> }) | null } = { open: null };
    try {
      venue.open = await ground.connect((recovered.lastRecordAt ?? 0) + NONCES_AHEAD_MS);
      const session = await this.#start({ recovered, venue: venue.open, writer, runId, leftMs });
      ground.attend(session);
      this.#recovered = null;
      const outcome = await this.#disturb(session, venue.open, leftMs);
      ground.hold(true);
      const openAtVenue = countOpen(tap);
      if (outcome !== null && outcome.kind !== 'failed') {
        await writer.finish(clock.nowMs(), outcome.reason);
      }
      return { outcome, reason: outcome?.reason ?? 'died', ...booksOf(session), openAtVenue };
    } catch (error) {
      if (!(error instanceof StartRefused || error instanceof VenueError)) throw error;
      ground.hold(true);
      const lastRecordAt = clock.nowMs();
      const runIds = [...recovered.runIds, runId];
      const isUnchanged = writer.records === recordsBefore;
      this.#recovered = isUnchanged ? { ...recovered, runIds, lastRecordAt } : null;
      const reason = `not started: ${error.message}`;
      await writer.finish(clock.nowMs(), reason);
      return { outcome: null, reason, positions: {}, fills: 0, openAtVenue: countOpen(tap) };
    } finally {
      ground.hold(true);
      ground.attend(null);
      await venue.open?.close();
      await journal.close();
      ground.hold(false);
    }
  }

  /** A run that did not get to its first event has changed nothing: all is not read over again. */
  async #recover(): Promise<RecoveredJournal<EngineState>> {
    const known = this.#recovered;
    if (known !== null) return known;
    return recoverJournal(this.#options.journal, (run) =>
      createEngine(compilePolicy(run.policy.source, run.policy.file)),
    );
  }

  #start(begun: Begun): Promise<Session> {
    const { policy, ground, dice } = this.#options;
    const { recovered, venue, writer, runId, leftMs } = begun;
    const engine = createEngine(policy);
    const isHalted = recovered.lastHalt !== null;
    return startSession({
      policy,
      venue,
      engine,
      state: recovered.state ?? engine.initialState,
      journal: writer,
      clock: ground.clock,
      runId,
      runIds: [...recovered.runIds, runId],
      lastReconciledAt: recovered.lastReconciledAt,
      reArm: isHalted && leftMs > 0 && !dice.once(4) ? 'looked at' : null,
      // What is halted may only be gone on with by somebody who stays to look.
      staysWhenHalted: isHalted || dice.once(2),
      observer: { stepped: () => undefined, noticed: () => undefined },
    });
  }

  /** Null where it died: nothing was cancelled and nothing more was written. */
  async #disturb(
    session: Session,
    venue: Venue,
    leftMs: DurationMs,
  ): Promise<SessionOutcome | null> {
    const { ground, dice } = this.#options;
    const { clock } = ground;
    const cancels: (() => void)[] = [];
    const at = (inMs: DurationMs, act: () => void): void =>
      void cancels.push(clock.callAt(clock.nowMs() + inMs, act));
    const dies = leftMs > 60_000 && dice.once(3);
    const lastsMs = dies || dice.once(3) ? 1_000 + dice.below(Math.max(1, leftMs)) : leftMs;
    const commands = leftMs > 0 ? dice.below(5) : 0;
    for (let each = 0; each < commands; each += 1) {
      const command = dice.pick(COMMANDS);
      at(dice.below(leftMs), () => void session.operate(command, 'by the campaign'));
    }
    for (let inMs = LOOKS_MS; inMs < leftMs; inMs += LOOKS_MS) {
      const mayGoOn = !dice.once(4);
      at(inMs, () => {
        if (mayGoOn) this.#letTradeOn(session);
        this.#lookAtAnOrder(venue);
      });
    }
    if (dice.once(3) && leftMs > 0) {
      const amount = dice.pick([-100, 50, 500]);
      at(dice.below(leftMs), () => ground.transfer(amount));
    }
    let hasDied = false;
    at(Math.max(1_000, Math.min(lastsMs, leftMs)), () => {
      if (!dies) return session.stop('its time is over');
      hasDied = true;
      session.abort();
    });
    const outcome = await session.ended;
    cancels.forEach((cancel) => cancel());
    // What the venue is still telling about it must have been told.
    if (!hasDied) await sleep(clock, 1);
    return hasDied ? null : outcome;
  }

  /** The session never needs to ask after one order; whoever watches it does. */
  #lookAtAnOrder(venue: Venue): void {
    const clientOrderId = this.#options.tap.books().open.at(-1)?.clientOrderId ?? null;
    if (clientOrderId !== null) venue.fetchOrderStatus(clientOrderId).catch(() => undefined);
  }

  #letTradeOn(session: Session): void {
    const { state } = session.view();
    if (state === 'halted') void session.operate('re-arm', 'looked at');
    if (state === 'paused') void session.operate('resume', 'looked at');
  }
}

function countOpen(tap: VenueTap): number {
  return tap.books().open.filter(({ isStop }) => !isStop).length;
}

function booksOf(session: Session): Pick<RunEnd, 'positions' | 'fills'> {
  const { markets, fills } = session.view();
  const told = markets.map(({ coin, position }) => [coin, position?.toFixed() ?? 'unknown']);
  return { positions: Object.fromEntries(told), fills };
}
