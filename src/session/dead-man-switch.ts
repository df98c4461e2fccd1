/**
 * Keeps the venue's dead man's switch armed: if this process, its host or its network dies, the
 * venue cancels everything of the account, protective stops and other bots' orders too.
 */
import type { Clock, DurationMs, TimeMs } from '../base/index.js';
import type { EngineEvent } from '../engine/index.js';
import type { Venue } from '../venue/index.js';
import { type SessionOptions, StartRefused } from './session-port.js';

/** After an answer that was lost the venue is asked again before the switch runs out. */
const RETRY_MS: DurationMs = 1_000;

interface DeadManSwitchOptions {
  readonly venue: Pick<Venue, 'scheduleCancel' | 'name'>;
  readonly clock: Clock;
  /** How long after we fell silent everything is cancelled. */
  readonly afterMs: DurationMs;
  /** Whether the policy trades without it. */
  readonly isRequired: boolean;
  readonly deliver: (event: EngineEvent) => void;
  readonly notice: (level: 'info' | 'warning', text: string) => void;
}

/** Null where the policy asks for none. */
export function deadManSwitchOf(
  { policy, venue, clock }: Pick<SessionOptions<unknown>, 'policy' | 'venue' | 'clock'>,
  listener: Pick<DeadManSwitchOptions, 'deliver' | 'notice'>,
): DeadManSwitch | null {
  const setting = policy.account.deadManSwitch;
  if (setting === null) return null;
  const { afterMs, required: isRequired } = setting;
  return new DeadManSwitch({ venue, clock, afterMs, isRequired, ...listener });
}

export class DeadManSwitch {
  readonly #options: DeadManSwitchOptions;
  #isArmed = false;
  #isStopped = false;
  /** When the venue cancels everything, as far as we know. */
  #firesAtMs: TimeMs = 0;
  #cancelTimer: () => void = () => undefined;

  constructor(options: DeadManSwitchOptions) {
    this.#options = options;
  }

  /** Before anything is sent. Throws `StartRefused` where it is required and not to be had. */
  async begin(): Promise<void> {
    const { venue, clock, afterMs, isRequired, notice } = this.#options;
    this.#firesAtMs = clock.nowMs() + afterMs;
    const outcome = await venue.scheduleCancel(this.#firesAtMs);
    this.#isArmed = outcome.kind === 'canceled';
    if (outcome.kind !== 'canceled') {
      const what = `the ${venue.name} does not arm its dead man's switch: ${outcome.reason}`;
      if (isRequired) {
        throw new StartRefused(`${what}; \`dead-man-switch\` may say \`if-available\` instead`);
      }
      notice('warning', `${what}; going on without it`);
    }
    this.#scheduleIn(afterMs / 2);
  }

  /** Takes it back: nothing of ours rests that would have to be cancelled. */
  async takeBack(): Promise<void> {
    const wasArmed = this.#isArmed;
    this.stop();
    if (wasArmed) await this.#options.venue.scheduleCancel(null);
  }

  /** Leaves it as it is: an end that is not clean has the venue cancel what is left. */
  stop(): void {
    this.#isStopped = true;
    this.#cancelTimer();
  }

  async #arm(): Promise<void> {
    const { venue, clock, afterMs } = this.#options;
    const firesAtMs = clock.nowMs() + afterMs;
    const outcome = await venue.scheduleCancel(firesAtMs);
    if (this.#isStopped) return;
    if (outcome.kind === 'canceled') {
      this.#firesAtMs = firesAtMs;
      this.#tell(true, 'armed again');
      return this.#scheduleIn(afterMs / 2);
    }
    // Of an answer that was lost, the old time stands at least.
    const isGone = outcome.kind === 'rejected' || clock.nowMs() >= this.#firesAtMs;
    if (isGone) this.#tell(false, outcome.reason);
    this.#scheduleIn(outcome.kind === 'rejected' ? afterMs / 2 : RETRY_MS);
  }

  #tell(isArmed: boolean, reason: string): void {
    const { clock, deliver, notice, isRequired } = this.#options;
    if (isArmed === this.#isArmed) return;
    this.#isArmed = isArmed;
    const state = isArmed ? 'is armed again' : `is not armed any more: ${reason}`;
    const then = isArmed || isRequired ? '' : '; going on without it';
    notice(isArmed ? 'info' : 'warning', `the dead man's switch ${state}${then}`);
    deliver({ kind: 'deadManSwitchChanged', at: clock.nowMs(), isArmed, reason });
  }

  #scheduleIn(waitMs: DurationMs): void {
    const { clock } = this.#options;
    if (this.#isStopped) return;
    this.#cancelTimer = clock.callAt(clock.nowMs() + waitMs, () => void this.#arm());
  }
}
