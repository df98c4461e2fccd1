/** Goal: `during` says what a clock on the wall of its zone says, and rates ask for their window. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DurationMs, decimal } from '../../src/base/index.js';
import {
  compilePolicyText,
  type Condition,
  evaluateCondition,
  type MeasureReader,
} from '../../src/compile/index.js';
import { policyWith } from '../check/policy-with.js';

const ZONES = ['UTC', 'Europe/Prague', 'America/New_York', 'Asia/Kolkata', 'Pacific/Auckland'];
const DAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

function conditionOf(text: string): Condition {
  const source = policyWith({ rules: [`alert tried when ${text} because "tested"`] });
  const { policy, diagnostics } = compilePolicyText('a.policy', source);
  const rule = policy?.rules.find(({ name }) => name === 'tried');
  if (rule === undefined) throw new Error(JSON.stringify(diagnostics));
  return rule.condition;
}

/** Nothing is known but the time. */
function readerAt(at: number): MeasureReader {
  return {
    at,
    read: () => ({ status: 'missing' }),
    readAccountWide: () => ({ status: 'missing' }),
    ageOf: () => decimal(0),
  };
}

/** The minute of the week that clocks in `zone` show, from Sunday 00:00 on. */
function minuteOfWeek(at: number, zone: string): number {
  const shown = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    weekday: 'long',
    hour: 'numeric',
    minute: 'numeric',
    hourCycle: 'h23',
  }).formatToParts(at);
  const part = (type: string): string => shown.find((each) => each.type === type)?.value ?? '';
  const day = DAYS.indexOf(part('weekday').toLowerCase());
  return day * 1440 + Number(part('hour')) * 60 + Number(part('minute'));
}

const clockText = (minute: number): string =>
  [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, '0')).join(':');

const momentText = (minute: number): string =>
  `${DAYS[Math.floor(minute / 1440)] ?? ''} ${clockText(minute % 1440)}`;

const judge = (text: string, at: number): string =>
  evaluateCondition(conditionOf(text), readerAt(at)).truth;

/** Whether clocks in `zone` are moved within a day of `at`: then the day has its own tests. */
function isNearChange(at: number, zone: string): boolean {
  const offsetAt = (time: number): number => {
    const difference = minuteOfWeek(time, zone) - minuteOfWeek(time, 'UTC');
    return ((difference % 1440) + 1440) % 1440;
  };
  return offsetAt(at - 172_800_000) !== offsetAt(at + 172_800_000);
}

const instant = fc.integer({ min: 1_767_225_600, max: 1_830_297_600 }).map((s) => s * 1000);
const zone = fc.constantFrom(...ZONES);

describe('a time of day', () => {
  it('is inside its window just where the clock on the wall is', () => {
    const minute = fc.integer({ min: 0, max: 1439 });
    fc.assert(
      fc.property(instant, zone, minute, minute, (at, where, from, to) => {
        fc.pre(from !== to && !isNearChange(at, where));
        const text = `during ${clockText(from)} to ${clockText(to)} ${where}`;
        const now = minuteOfWeek(at, where) % 1440;
        const isInside = from < to ? now >= from && now < to : now >= from || now < to;
        const { truth } = evaluateCondition(conditionOf(text), readerAt(at));
        expect([text, at, truth]).toEqual([text, at, isInside ? 'true' : 'false']);
      }),
      { seed: 21, numRuns: 300 },
    );
  });

  it('is inside its window of the week just where the calendar on the wall is', () => {
    const minute = fc.integer({ min: 0, max: 7 * 1440 - 1 });
    fc.assert(
      fc.property(instant, zone, minute, minute, (at, where, from, to) => {
        fc.pre(from !== to && !isNearChange(at, where));
        const text = `during ${momentText(from)} to ${momentText(to)} ${where}`;
        const now = minuteOfWeek(at, where);
        const isInside = from < to ? now >= from && now < to : now >= from || now < to;
        const { truth } = evaluateCondition(conditionOf(text), readerAt(at));
        expect([text, at, truth]).toEqual([text, at, isInside ? 'true' : 'false']);
      }),
      { seed: 22, numRuns: 300 },
    );
  });

  it('is known beside data that is not', () => {
    const inside = Date.UTC(2026, 10, 2, 12);
    expect(judge('during 11:00 to 13:00 UTC or equity < $5', inside)).toBe('true');
    expect(judge('during 11:00 to 13:00 UTC and equity < $5', inside)).toBe('unknown');
    expect(judge('during 13:00 to 14:00 UTC and equity < $5', inside)).toBe('false');
  });
});

describe('a rate', () => {
  it('asks for the events of its own window, of a market or of all', () => {
    const asked: string[] = [];
    const count = (name: string, windowMs: DurationMs | null | undefined) => {
      asked.push(`${name} ${windowMs}`);
      return { status: 'known', value: decimal(2) } as const;
    };
    const reader: MeasureReader = {
      ...readerAt(0),
      read: (name, coin, windowMs) => count(`${coin}.${name}`, windowMs),
      readAccountWide: (name, windowMs) => count(`account.${name}`, windowMs),
    };
    const text = 'orders + HYPE.cancels >= 4 per 1m or max(account.fills, rejections) > 2 per 5s';
    const { sides } = evaluateCondition(conditionOf(text), reader);
    expect(asked).toEqual([
      'null.orders 60000',
      'HYPE.cancels 60000',
      'account.fills 5000',
      'null.rejections 5000',
    ]);
    expect(sides.map(({ truth }) => truth)).toEqual(['true', 'false']);
  });
});
