/** How a synthetic market may behave for a while, and in which order it does. */
import type { DurationMs, TimeMs } from '../base/index.js';

export const REGIME_NAMES = ['ordinary', 'quiet', 'trending', 'jump', 'cascade', 'outage'] as const;
export type RegimeName = (typeof REGIME_NAMES)[number];

/** A regime for a time; null, for the last one only: for ever. */
export interface RegimeSpan {
  readonly regime: RegimeName;
  readonly durationMs: DurationMs | null;
}

/** Factors on the market's usual self, 1 where nothing is said. */
export interface Mood {
  readonly volatility: number;
  /** What the mid moves a second in the regime's direction, in volatilities (USD per √s). */
  readonly drift: number;
  /** Of the takers who go with the direction, and of those against it. */
  readonly along: number;
  readonly against: number;
  /** Of what the levels of the book show. */
  readonly depth: number;
  /** Jumps a second, and how far they go: standard deviation, in volatilities. */
  readonly jumpRate: number;
  readonly jumpSize: number;
  /** Nothing of the market is heard, while it goes on. */
  readonly isSilent: boolean;
}

const USUAL: Mood = {
  volatility: 1,
  drift: 0,
  along: 1,
  against: 1,
  depth: 1,
  jumpRate: 0,
  jumpSize: 0,
  isSilent: false,
};

interface Phase {
  /** Of the regime's time. */
  readonly share: number;
  readonly mood: Mood;
}

/**
 * Quiet: a third of the movement, half the takers, deeper. Trending: a quarter of a volatility a
 * second one way, and takers who follow. Jump: every 45 seconds on average a jump of 60
 * volatilities (about half a percent, as the default market moves). Cascade: for a third of the
 * time the price runs away through a thin book before one-sided takers (30 seconds take it about
 * 4%), then half of that comes back. Outage: nothing is heard while the market moves eight times as
 * much as usual; then it is somewhere else.
 */
const PHASES: Readonly<Record<RegimeName, readonly Phase[]>> = {
  ordinary: [{ share: 1, mood: USUAL }],
  quiet: [{ share: 1, mood: { ...USUAL, volatility: 0.3, along: 0.5, against: 0.5, depth: 1.5 } }],
  trending: [{ share: 1, mood: { ...USUAL, drift: 0.25, along: 1.6, against: 0.6 } }],
  jump: [{ share: 1, mood: { ...USUAL, jumpRate: 1 / 45, jumpSize: 60 } }],
  cascade: [
    { share: 1 / 3, mood: { ...USUAL, volatility: 4, drift: 18, along: 20, depth: 0.2 } },
    {
      share: 2 / 3,
      mood: { ...USUAL, volatility: 2, drift: -4.5, along: 2, against: 4, depth: 0.5 },
    },
  ],
  outage: [{ share: 1, mood: { ...USUAL, volatility: 8, isSilent: true } }],
};

/** What comes and goes alternates with this, where no time is said. */
const BETWEEN: TimedSpan = { regime: 'ordinary', durationMs: 60_000 };
const PASSING: Readonly<Partial<Record<RegimeName, DurationMs>>> = {
  cascade: 90_000,
  outage: 40_000,
};

/** A stretch of one mood; the direction is that of its regime. */
export interface MoodStretch {
  readonly mood: Mood;
  readonly direction: 1 | -1;
  readonly untilMs: TimeMs;
}

/**
 * The stretches from `startMs` on, without end: after the last regime with a time the first comes
 * again; one without goes on for ever, a cascade or an outage each minute anew. Each regime goes up
 * or down by `random`. Throws `RangeError` for no regime, a time not above 0, none but at the end,
 * and for a market that is never heard.
 */
export function moodStretches(
  spans: readonly RegimeSpan[],
  startMs: TimeMs,
  random: () => number,
): Iterator<MoodStretch, never> {
  for (const [index, { regime, durationMs }] of spans.entries()) {
    if (!REGIME_NAMES.includes(regime)) throw new RangeError(`there is no regime \`${regime}\``);
    if (durationMs === null && index < spans.length - 1) {
      throw new RangeError(`regime ${regime} has no time, and another comes after it`);
    }
    if (durationMs !== null && !(durationMs > 0)) {
      throw new RangeError(`the time of regime ${regime} is above 0 ms, not ${durationMs}`);
    }
  }
  if (spans.length === 0) throw new RangeError('a market has at least one regime');
  if (spans.every(({ regime, durationMs }) => regime === 'outage' && durationMs !== null)) {
    throw new RangeError('a market of outages alone is never heard: put a regime between them');
  }
  return stretchesOf(spans, startMs, random);
}

function* stretchesOf(
  spans: readonly RegimeSpan[],
  startMs: TimeMs,
  random: () => number,
): Generator<MoodStretch, never> {
  let untilMs = startMs;
  for (const { regime, durationMs } of endless(spans)) {
    const direction = random() < 0.5 ? -1 : 1;
    for (const { share, mood } of PHASES[regime]) {
      untilMs += share * durationMs;
      yield { mood, direction, untilMs };
    }
  }
  throw new Error('regimes go on for ever');
}

interface TimedSpan {
  readonly regime: RegimeName;
  readonly durationMs: DurationMs;
}

function* endless(spans: readonly RegimeSpan[]): Generator<TimedSpan> {
  for (;;) {
    for (const { regime, durationMs } of spans) {
      if (durationMs !== null) yield { regime, durationMs };
      else yield* forEver(regime);
    }
  }
}

function* forEver(regime: RegimeName): Generator<TimedSpan> {
  const durationMs = PASSING[regime];
  if (durationMs === undefined) yield { regime, durationMs: Infinity };
  for (;;) {
    yield BETWEEN;
    yield { regime, durationMs: durationMs ?? Infinity };
  }
}
