/** The values that settings may have: a reader for each form. */
import { type Decimal, type DurationMs } from '../base/index.js';
import type { ProblemList } from '../diagnostic/index.js';
import type { LiteralNode, SettingNode } from '../syntax/index.js';
import type {
  Calibrated,
  CheckedAccount,
  CheckedDayGain,
  CheckedDayReset,
  CheckedPerLength,
} from './checked-policy.js';
import { readLiteral } from './read-literal.js';

/** One setting, with where to report what is wrong with it. */
export interface SettingPlace {
  readonly setting: SettingNode;
  readonly problems: ProblemList;
}

/** Reads a value; null where it has the wrong form, which is reported. */
export type SettingReader<Value> = (place: SettingPlace) => Value | null;

const DURATION_FORM = 'a duration, such as `250ms` or `30s`';

export const readDurationSetting: SettingReader<DurationMs> = (place) => {
  const value = readForm(place, ['duration'], DURATION_FORM);
  if (value === null) return null;
  return value.gt(0) ? value.toNumber() : wrongForm(place, 'a duration above 0');
};

export const readMoneySetting: SettingReader<Decimal> = (place) => {
  const value = readForm(place, ['money'], 'money, such as `$10_000`');
  if (value === null) return null;
  return value.gt(0) ? value : wrongForm(place, 'money above $0');
};

/** Money, or `0.5% of initial_balance`. */
export const readDayGainSetting: SettingReader<CheckedDayGain> = (place) => {
  const wanted = 'money above $0, or a share such as `0.5% of initial_balance`';
  const { value } = place.setting;
  if (value.kind !== 'share') {
    const amount = readForm(place, ['money'], wanted);
    if (amount === null) return null;
    return amount.gt(0) ? { kind: 'money', amount } : wrongForm(place, wanted);
  }
  const share = readLiteral(value.percent, place.problems);
  if (share === null) return null;
  const isSound = value.of.text === 'initial_balance' && share.gt(0);
  return isSound ? { kind: 'share', ofInitialBalance: share } : wrongForm(place, wanted);
};

/** A fraction from 0 to below 1, written as a percentage or in basis points. */
export const readFractionSetting: SettingReader<Decimal> = (place) => {
  const wanted = 'a percentage below 100%, such as `1%` or `25bps`';
  const value = readForm(place, ['percent', 'bps'], wanted);
  if (value === null) return null;
  return value.lt(1) ? value : wrongForm(place, wanted);
};

export const readLeverageSetting: SettingReader<number> = (place) => {
  const wanted = 'a whole multiple from `1x` to `100x`';
  const value = readForm(place, ['multiple'], wanted);
  if (value === null) return null;
  const isSound = value.isInteger() && value.gte(1) && value.lte(100);
  return isSound ? value.toNumber() : wrongForm(place, wanted);
};

export const readLevelsSetting: SettingReader<number> = (place) => {
  const wanted = 'a whole number from 1 to 50';
  const value = readForm(place, ['number'], wanted);
  if (value === null) return null;
  const isSound = value.isInteger() && value.gte(1) && value.lte(50);
  return isSound ? value.toNumber() : wrongForm(place, wanted);
};

/** How many trades a calibration needs before it counts. */
export const readSampleSetting: SettingReader<number> = (place) => {
  const wanted = 'a whole number from 10 to 10_000';
  const value = readForm(place, ['number'], wanted);
  if (value === null) return null;
  const isSound = value.isInteger() && value.gte(10) && value.lte(10_000);
  return isSound ? value.toNumber() : wrongForm(place, wanted);
};

/** A plain number from 0 to 1. */
export const readSkewSetting: SettingReader<Decimal> = (place) => {
  const wanted = 'a number from 0 to 1, such as `0.2`';
  const value = readForm(place, ['number'], wanted);
  if (value === null) return null;
  return value.lte(1) ? value : wrongForm(place, wanted);
};

/** A size with its coin. */
export const readSizeSetting: SettingReader<{ readonly coin: string; readonly size: Decimal }> = (
  place,
) => {
  const wanted = 'a size above 0 with its coin, such as `4 HYPE`';
  const { value: node } = place.setting;
  const size = readForm(place, ['size'], wanted);
  if (size === null || node.kind !== 'literal') return null;
  return size.gt(0) ? { coin: node.unit ?? '', size } : wrongForm(place, wanted);
};

/** Lower case; the address is public, a key of it never stands in a policy. */
export const readAddressSetting: SettingReader<string> = (place) => {
  const { value } = place.setting;
  const wanted = 'an address: `0x` and 40 hex digits';
  if (value.kind !== 'address') return wrongForm(place, wanted);
  if (/^0x[0-9a-f]{64}$/iu.test(value.text)) return null;
  return /^0x[0-9a-f]{40}$/iu.test(value.text)
    ? value.text.toLowerCase()
    : wrongForm(place, wanted);
};

export const readDayResetSetting: SettingReader<CheckedDayReset> = (place) => {
  const { value } = place.setting;
  if (value.kind !== 'clock') return wrongForm(place, 'a time and its zone, such as `00:00 UTC`');
  const { hour, minute, zone, span } = value;
  if (hour > 23 || minute > 59) {
    const time = `${pad(hour)}:${pad(minute)}`;
    place.problems.report('P105', span, `\`${time}\` is no time of day`, {
      hint: 'times run from `00:00` to `23:59`',
    });
    return null;
  }
  if (!isTimeZone(zone)) {
    place.problems.report('P106', span, `\`${zone}\` is not a time zone`, {
      hint: 'write `UTC` or a name of the IANA list, such as `Europe/Prague`',
    });
    return null;
  }
  return { hour, minute, zone };
};

/** The venue takes no time nearer than 5 s, and it has to be armed anew well before. */
const SWITCH_LEAST_MS: DurationMs = 10_000;

/** `30s required` or `30s if-available`. */
export const readSwitchSetting: SettingReader<NonNullable<CheckedAccount['deadManSwitch']>> = (
  place,
) => {
  const { value } = place.setting;
  const wanted = 'a duration from `10s` and a word, `30s required` or `30s if-available`';
  if (value.kind !== 'switch') return wrongForm(place, wanted);
  const afterMs = readLiteral(value.after, place.problems)?.toNumber() ?? null;
  if (afterMs === null) return null;
  if (afterMs < SWITCH_LEAST_MS) return wrongForm(place, wanted);
  return { afterMs, required: value.mode === 'required' };
};

/** The bounds of one side's share, as fractions. */
export const readShareRangeSetting: SettingReader<{
  readonly least: Decimal;
  readonly most: Decimal;
}> = (place) => {
  const { value } = place.setting;
  const wanted = 'two percentages with half between them, such as `30% to 70%`';
  if (value.kind !== 'range') return wrongForm(place, wanted);
  const least = readLiteral(value.from, place.problems);
  const most = readLiteral(value.to, place.problems);
  if (least === null || most === null) return null;
  const arePercent = value.from.form === 'percent' && value.to.form === 'percent';
  const isSound = arePercent && least.lte('0.5') && most.gte('0.5') && most.lte(1);
  return isSound ? { least, most } : wrongForm(place, wanted);
};

/** A percentage above 0. */
export const readTemperatureSetting: SettingReader<Decimal> = (place) => {
  const wanted = 'a percentage above 0%, such as `10%`';
  const value = readForm(place, ['percent'], wanted);
  if (value === null) return null;
  return value.gt(0) ? value : wrongForm(place, wanted);
};

/** `0.05 per tick` or `0.05 per $`. */
export const readPerLengthSetting: SettingReader<CheckedPerLength> = (place) => {
  const { value } = place.setting;
  const wanted = 'a number above 0 `per tick` or `per $`, such as `0.05 per tick`';
  if (value.kind !== 'rate' || value.unit === 'second') return wrongForm(place, wanted);
  const number = readAboveZero(value.amount, place, wanted);
  return number === null ? null : { value: number, unit: value.unit };
};

/** `0.12 per second`. */
export const readPerSecondSetting: SettingReader<number> = (place) => {
  const { value } = place.setting;
  const wanted = 'a number above 0 `per second`, such as `0.12 per second`';
  if (value.kind !== 'rate' || value.unit !== 'second') return wrongForm(place, wanted);
  return readAboveZero(value.amount, place, wanted);
};

/** `2.98 ticks per sqrt-second` or `$0.003 per sqrt-second`. */
export const readPaceSetting: SettingReader<CheckedPerLength> = (place) => {
  const { value } = place.setting;
  const wanted = 'such as `2.98 ticks per sqrt-second` or `$0.003 per sqrt-second`, above 0';
  if (value.kind !== 'pace') return wrongForm(place, wanted);
  const number = readAboveZero(value.amount, place, wanted);
  return number === null ? null : { value: number, unit: value.length };
};

/** A value of the model, or `calibrated`: estimated from the market as it goes. */
export function orCalibrated<Value>(read: SettingReader<Value>): SettingReader<Value | Calibrated> {
  return (place) => {
    const { value } = place.setting;
    return value.kind === 'word' && value.text === 'calibrated' ? 'calibrated' : read(place);
  };
}

/** One of a few words. */
export function readWordSetting<Word extends string>(words: readonly Word[]): SettingReader<Word> {
  return (place) => {
    const { value } = place.setting;
    const found = value.kind === 'word' ? words.find((word) => word === value.text) : undefined;
    return found ?? wrongForm(place, words.map((word) => `\`${word}\``).join(' or '));
  };
}

/** The number of a literal in one of `forms`; null, reported, where it is none such. */
export function readForm(
  place: SettingPlace,
  forms: readonly LiteralNode['form'][],
  wanted: string,
): Decimal | null {
  const { value } = place.setting;
  if (value.kind !== 'literal' || !forms.includes(value.form)) return wrongForm(place, wanted);
  return readLiteral(value, place.problems);
}

function readAboveZero(literal: LiteralNode, place: SettingPlace, wanted: string): number | null {
  const value = readLiteral(literal, place.problems);
  if (value === null) return null;
  return value.gt(0) ? value.toNumber() : wrongForm(place, wanted);
}

/** Reports what form the value should have. */
export function wrongForm({ setting, problems }: SettingPlace, wanted: string): null {
  const { key, value } = setting;
  problems.report('P310', value.span, `\`${key.text}\` cannot have this value`, {
    hint: `it takes ${wanted}`,
  });
  return null;
}

const knownZones = new Map<string, boolean>();

/** Whether the runtime knows `zone` as an IANA time zone. Asking takes long, so it is kept. */
export function isTimeZone(zone: string): boolean {
  const known = knownZones.get(zone);
  if (known !== undefined) return known;
  const isKnown = askForZone(zone);
  // A hostile file of many names is not to fill the memory.
  if (knownZones.size < 1_000) knownZones.set(zone, isKnown);
  return isKnown;
}

function askForZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

function pad(number: number): string {
  return String(number).padStart(2, '0');
}
