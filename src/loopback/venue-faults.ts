/** What the faults of a plan mean for the venue: which of them hold at this moment. */
import type { Clock, DurationMs, TimeMs } from '../base/index.js';
import { type FaultName, FAULTS, isChance, type SpellFault } from './fault.js';
import type { FaultPlan } from './fault-plan.js';
import { VenueTimers } from './venue-timers.js';

/** A fault that has happened, or a spell that begins. */
export interface FaultNews {
  readonly at: TimeMs;
  readonly name: FaultName;
  /** For people. */
  readonly what: string;
}

/** What a fault may take hold of. */
export interface FaultReach {
  /** Cuts every stream; where the venue decides it, they are back after `awayMs`. */
  dropConnections(awayMs: DurationMs): void;
  /** Nothing listens any more, what is under way is lost; all is back after `forMs`. */
  crash(forMs: DurationMs): void;
  /** `clearinghouseState` of every account, by user. */
  statesNow(): ReadonlyMap<string, object>;
}

export interface VenueFaults {
  readonly plan: FaultPlan;
  /** Lets it happen now, or to what it can strike next; null: for its usual time. */
  strike(name: FaultName, forMs: DurationMs | null): void;
  /** Sets the spells going, and ends them when the returned function is called. */
  begin(reach: FaultReach): () => void;
  /** Whether there are no faults at all. */
  readonly isNone: boolean;
  /** Why no request is answered now, and until when. */
  outage(): { readonly kind: 'upgrade' | 'crash'; readonly untilMs: TimeMs } | null;
  /** Whether what is said on streams is lost. */
  isMuted(): boolean;
  /** Of the market's streams: none, those of the book, or all stand still. */
  staleStreams(): 'none' | 'book' | 'all';
  isPostOnly(): boolean;
  /** The state that is told instead of the present one. */
  heldState(user: string): object | null;
  /** Tells that a fault has struck. */
  tell(name: FaultName, what: string): void;
}

export function createVenueFaults(
  clock: Clock,
  { plan, isNone }: { readonly plan: FaultPlan; readonly isNone: boolean },
  onFault: (news: FaultNews) => void,
): VenueFaults {
  const until = { crash: -Infinity, upgrade: -Infinity, muted: -Infinity, postOnly: -Infinity };
  const stale = { untilMs: -Infinity, streams: 'none' as 'none' | 'book' | 'all' };
  const held = {
    untilMs: -Infinity,
    states: new Map() as ReadonlyMap<string, object>,
    reach: null as FaultReach | null,
  };
  const isBefore = (endMs: TimeMs): boolean => clock.nowMs() < endMs;
  const tell = (name: FaultName, what: string): void => onFault({ at: clock.nowMs(), name, what });
  const timers = new VenueTimers(clock);
  const start = (name: SpellFault, forMs: DurationMs, reach: FaultReach): void => {
    const endMs = clock.nowMs() + forMs;
    tell(name, `for ${forMs} ms`);
    switch (name) {
      case 'dropped-socket':
        until.muted = Math.max(until.muted, endMs);
        // Who dials again hears what is said from then on.
        timers.after(forMs, () => reach.dropConnections(1 + plan.choose(name, forMs)));
        return;
      case 'stale-book':
        Object.assign(stale, { untilMs: endMs, streams: plan.choose(name, 2) ? 'all' : 'book' });
        return;
      case 'stale-state':
        Object.assign(held, { untilMs: endMs, states: reach.statesNow() });
        return;
      case 'upgrade': {
        const awayMs = Math.ceil(forMs / 2);
        until.upgrade = Math.max(until.upgrade, clock.nowMs() + awayMs);
        until.postOnly = Math.max(until.postOnly, endMs);
        reach.dropConnections(awayMs);
        return;
      }
      case 'crash':
        until.crash = Math.max(until.crash, endMs);
        reach.crash(forMs);
        return;
    }
  };
  return {
    plan,
    isNone,
    tell,
    strike(name, forMs) {
      if (isChance(name)) plan.force(name, forMs);
      else if (held.reach !== null) start(name, forMs ?? FAULTS[name].forMs, held.reach);
    },
    begin(reach) {
      held.reach = reach;
      const end = plan.begin((name, forMs) => start(name, forMs, reach));
      return () => {
        end();
        timers.stop();
      };
    },
    outage() {
      if (isBefore(until.crash)) return { kind: 'crash', untilMs: until.crash };
      return isBefore(until.upgrade) ? { kind: 'upgrade', untilMs: until.upgrade } : null;
    },
    isMuted: () => isBefore(until.muted),
    staleStreams: () => (isBefore(stale.untilMs) ? stale.streams : 'none'),
    isPostOnly: () => isBefore(until.postOnly),
    heldState: (user) => (isBefore(held.untilMs) ? (held.states.get(user) ?? null) : null),
  };
}
