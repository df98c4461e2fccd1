/** The dead man's switch: all orders of an account are cancelled at a time, unless it is moved. */
import { DAY_MS, decimal, type DurationMs, type Notional, type TimeMs } from '../base/index.js';
import { encodeDefaultResponse, encodeErrorResponse } from '../hyperliquid/index.js';
import type { LoopbackScope } from './loopback-scope.js';

const LEAST_DELAY_MS: DurationMs = 5_000;
const TRIGGERS_PER_DAY = 10;

export interface ScheduledCancels {
  /** Arms the switch for `time`, or takes it back where there is none. */
  schedule(user: string, time: TimeMs | undefined): object;
  /** Disarms every switch. */
  stop(): void;
}

interface Switch {
  callOff: (() => void) | null;
  day: number;
  triggers: number;
}

export interface ScheduledCancelsOptions {
  /** USD an account must have traded first; 0 asks for nothing. */
  readonly requiredVolume: Notional;
  /** Called after orders were cancelled, so that the streams can tell. */
  readonly afterTrigger: () => void;
}

/** Source: facts of the venue, §2.3. */
export function createScheduledCancels(
  scope: LoopbackScope,
  { requiredVolume, afterTrigger }: ScheduledCancelsOptions,
): ScheduledCancels {
  const switches = new Map<string, Switch>();
  const switchOf = (user: string): Switch => {
    const known = switches.get(user) ?? { callOff: null, day: 0, triggers: 0 };
    switches.set(user, known);
    const today = Math.floor(scope.now() / DAY_MS);
    if (known.day !== today) Object.assign(known, { day: today, triggers: 0 });
    return known;
  };
  const trigger = (user: string): void => {
    const armed = switchOf(user);
    armed.callOff = null;
    armed.triggers += 1;
    scope.venue.cancelAll(user, scope.now(), 'scheduledCancel');
    afterTrigger();
  };
  return {
    schedule(user, time) {
      const armed = switchOf(user);
      const refusal = time === undefined ? null : refusalOf(scope, user, time, requiredVolume);
      if (refusal !== null) return encodeErrorResponse(refusal);
      if (time !== undefined && armed.triggers >= TRIGGERS_PER_DAY) {
        return encodeErrorResponse(
          `Cannot set scheduled cancel time: triggered ${armed.triggers} times today.`,
        );
      }
      armed.callOff?.();
      armed.callOff = time === undefined ? null : scope.clock.callAt(time, () => trigger(user));
      return encodeDefaultResponse();
    },
    stop() {
      for (const armed of switches.values()) armed.callOff?.();
      switches.clear();
    },
  };
}

function refusalOf(
  scope: LoopbackScope,
  user: string,
  time: TimeMs,
  requiredVolume: Notional,
): string | null {
  if (decimal(requiredVolume).gt(0)) {
    const traded = scope.tradedBy(user);
    if (traded.lt(requiredVolume)) {
      return (
        'Cannot set scheduled cancel time until enough volume traded. ' +
        `Required: $${requiredVolume.toFixed()}. Traded: $${traded.toDecimalPlaces(6).toFixed()}.`
      );
    }
  }
  return time < scope.now() + LEAST_DELAY_MS
    ? 'Scheduled cancel time too early, must be at least 5 seconds from now.'
    : null;
}
