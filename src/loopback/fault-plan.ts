/** When which fault happens: all of it out of one seed, on the venue's clock. */
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { Clock, DurationMs, TimeMs } from '../base/index.js';
import {
  type ChanceFault,
  FAULT_NAMES,
  type FaultName,
  FAULTS,
  type FaultSetting,
  type SpellFault,
  type SpellTerms,
} from './fault.js';
import { VenueTimers } from './venue-timers.js';

export interface FaultPlan {
  /** Whether the fault happens now; asking is drawing. */
  strikes(name: ChanceFault): boolean;
  /** Whether it happens to what bears this number: the same answer however often it is asked. */
  marks(name: ChanceFault, id: number): boolean;
  /** Of a fault that strikes: a random part of its longest time, whole, above 0. */
  lasts(name: ChanceFault): DurationMs;
  /** The fault strikes whatever is asked of next. */
  force(name: ChanceFault, forMs: DurationMs | null): void;
  /** A number from 0 up to but without `below`, whole. */
  choose(name: FaultName, below: number): number;
  /** Begins the spells; `onSpell` hears of each and how long it will last. Gives their end. */
  begin(onSpell: (name: SpellFault, forMs: DurationMs) => void): () => void;
}

/** Each fault draws from a source of its own, so that one more changes nothing of the others. */
export function createFaultPlan(clock: Clock, setting: FaultSetting, seed: number): FaultPlan {
  const startMs = clock.nowMs();
  const draws = new Map(FAULT_NAMES.map((name, index) => [name, drawFrom(seed, index)]));
  const draw = (name: FaultName): number => draws.get(name)?.() ?? 1;
  const isOn = (): boolean => clock.nowMs() - startMs >= setting.fromMs;
  const partOf = (name: FaultName, mostMs: DurationMs): DurationMs =>
    Math.max(1, Math.ceil(draw(name) * mostMs));
  const forced = new Map<ChanceFault, DurationMs | null>();
  const marked = new Set<string>();
  let lastForced: { readonly name: ChanceFault; readonly forMs: DurationMs } | null = null;
  return {
    force: (name, forMs) => void forced.set(name, forMs),
    strikes(name) {
      if (forced.has(name)) {
        lastForced = { name, forMs: forced.get(name) ?? FAULTS[name].forMs };
        return forced.delete(name);
      }
      const chance = setting.chances.get(name);
      return chance !== undefined && draw(name) < chance.rate && isOn();
    },
    marks(name, id) {
      if (forced.delete(name)) marked.add(`${name} ${id}`);
      if (marked.has(`${name} ${id}`)) return true;
      const chance = setting.chances.get(name);
      const index = FAULT_NAMES.indexOf(name);
      return chance !== undefined && drawFrom(seed + id, index)() < chance.rate && isOn();
    },
    lasts(name) {
      if (lastForced?.name !== name) return partOf(name, setting.chances.get(name)?.forMs ?? 0);
      const { forMs } = lastForced;
      lastForced = null;
      return forMs;
    },
    choose: (name, below) => Math.floor(draw(name) * below),
    begin(onSpell) {
      const timers = new VenueTimers(clock);
      const armEvery = (name: SpellFault, terms: SpellTerms & { kind: 'every' }, from: TimeMs) => {
        const waitMs = Math.ceil(-Math.log(1 - draw(name)) * terms.everyMs);
        timers.at(from + waitMs, () => {
          const forMs = partOf(name, terms.forMs);
          onSpell(name, forMs);
          armEvery(name, terms, clock.nowMs() + forMs);
        });
      };
      for (const [name, all] of setting.spells) {
        for (const terms of all) {
          if (terms.kind === 'every') armEvery(name, terms, startMs + setting.fromMs);
          else timers.at(startMs + terms.atMs, () => onSpell(name, terms.forMs));
        }
      }
      return () => timers.stop();
    },
  };
}

const SEEDS_APART = 0x9e_37_79_b1;
const SEEDS_MIXED = 0x85_eb_ca_6b;
/** Sources whose seeds are near each other begin alike. */
const SKIPPED = 8;

function drawFrom(seed: number, index: number): () => number {
  const mixed = Math.imul(seed ^ Math.imul(index + 1, SEEDS_APART), SEEDS_MIXED);
  const generator = xoroshiro128plus(mixed);
  for (let count = 0; count < SKIPPED; count += 1) generator.next();
  return () => uniformFloat64(generator);
}
