/** `--faults`: which faults the venue has, how often or when, and for how long. */
import type { DurationMs } from '../base/index.js';
import { nearestName } from '../diagnostic/index.js';
import {
  type ChanceFault,
  FAULT_NAMES,
  type FaultName,
  FAULTS,
  type FaultSetting,
  isChance,
  type SpellFault,
  type SpellTerms,
} from './fault.js';

/** The text is no choice of faults; the message is fit for people. */
export class FaultSpecError extends Error {
  override name = 'FaultSpecError';
}

const UNITS_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

interface Draft {
  readonly chances: Map<ChanceFault, { rate: number; forMs: DurationMs }>;
  readonly spells: Map<SpellFault, SpellTerms[]>;
  fromMs: DurationMs;
}

/**
 * `all`, or items with commas between them: `NAME` as it is by default, `NAME=5%` of all messages,
 * `NAME=2m` about every two minutes, `NAME@90s` once, each with `/5s` behind it for how long at
 * most; `NAME=off` takes one away and `from=10s` lets nothing happen before. Later items go before
 * earlier ones. Throws `FaultSpecError`.
 */
export function parseFaults(text: string): FaultSetting {
  const draft: Draft = { chances: new Map(), spells: new Map(), fromMs: 0 };
  const items = text.split(',').map((item) => item.trim());
  for (const item of items) readItem(draft, item);
  return draft;
}

function readItem(draft: Draft, item: string): void {
  if (item === 'all') {
    for (const name of FAULT_NAMES) setDefault(draft, name);
    return;
  }
  const [, name = '', sign, value, time] =
    /^([^=@/]*)(?:([=@])([^/]*))?(?:\/(.*))?$/u.exec(item) ?? [];
  if (name === 'from' && sign === '=' && time === undefined) {
    draft.fromMs = durationOf(value ?? '', item);
    return;
  }
  if (!isFaultName(name)) throw unknownName(name);
  const forMs = time === undefined ? FAULTS[name].forMs : durationOf(time, item);
  if (time !== undefined && FAULTS[name].forMs === 0) {
    throw new FaultSpecError(`\`${name}\` takes no time: leave \`/${time}\` out`);
  }
  if (sign === '=' && value === 'off') forget(draft, name);
  else if (isChance(name)) draft.chances.set(name, { rate: rateOf(name, sign, value), forMs });
  else setSpell(draft, name, { sign, value, item, forMs });
}

function setDefault(draft: Draft, name: FaultName): void {
  const { forMs } = FAULTS[name];
  if (isChance(name)) draft.chances.set(name, { rate: FAULTS[name].rate, forMs });
  else draft.spells.set(name, [{ kind: 'every', everyMs: FAULTS[name].everyMs, forMs }]);
}

/** Points of time add up, unlike all else: a crash at 1m and one at 3m. */
function setSpell(
  draft: Draft,
  name: SpellFault,
  terms: {
    readonly sign: string | undefined;
    readonly value: string | undefined;
    readonly item: string;
    readonly forMs: DurationMs;
  },
): void {
  const { sign, value = '', item, forMs } = terms;
  if (sign === '@') {
    const before = (draft.spells.get(name) ?? []).filter(({ kind }) => kind === 'at');
    draft.spells.set(name, [...before, { kind: 'at', atMs: durationOf(value, item), forMs }]);
    return;
  }
  if (value.endsWith('%')) {
    throw new FaultSpecError(
      `\`${name}\` comes now and then, not with a rate: write ${name}=2m or ${name}@90s`,
    );
  }
  const everyMs = sign === '=' ? durationOf(value, item) : FAULTS[name].everyMs;
  draft.spells.set(name, [{ kind: 'every', everyMs, forMs }]);
}

function forget(draft: Draft, name: FaultName): void {
  if (isChance(name)) draft.chances.delete(name);
  else draft.spells.delete(name);
}

function rateOf(name: ChanceFault, sign: string | undefined, value = ''): number {
  if (sign === undefined) return FAULTS[name].rate;
  const [, digits] = /^(\d+(?:\.\d+)?)%$/u.exec(value) ?? [];
  const rate = Number(digits) / 100;
  if (sign === '@' || !(rate > 0 && rate <= 1)) {
    throw new FaultSpecError(
      `\`${name}\` strikes single messages: write a share of them, such as ${name}=5%`,
    );
  }
  return rate;
}

function durationOf(text: string, item: string): DurationMs {
  const [, digits, unit = ''] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/u.exec(text) ?? [];
  const durationMs = Number(digits) * (UNITS_MS[unit] ?? Number.NaN);
  if (!(durationMs > 0)) {
    throw new FaultSpecError(
      `\`${text}\` in \`${item}\` is no time: write one such as 500ms, 20s, 2m or 1h`,
    );
  }
  return Math.ceil(durationMs);
}

function unknownName(name: string): FaultSpecError {
  const guess = nearestName(name, new Set<string>(['all', ...FAULT_NAMES]));
  const remedy =
    guess === null ? `the faults are ${FAULT_NAMES.join(', ')}` : `did you mean \`${guess}\`?`;
  return new FaultSpecError(`there is no fault \`${name}\`; ${remedy}`);
}

function isFaultName(name: string): name is FaultName {
  return Object.hasOwn(FAULTS, name);
}
