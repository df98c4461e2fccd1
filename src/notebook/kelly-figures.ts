/** What a fraction of Kelly's bet brings, and what it dares. */
import { decimal } from '../base/index.js';
import { binaryGrowth, binaryKelly, drawdownProbability } from '../sizing/index.js';
import { seriesColor } from './chart-style.js';
import type { Figure } from './figure.js';
import { type LabelPlace, xyFigure, type XyLine, type XyPoints } from './xy-figure.js';

/** A bet as it is drawn: p and b. */
export interface KellyBet {
  readonly name: string;
  /** 0 to 1. */
  readonly winRate: number;
  /** Average win over average loss. */
  readonly payoff: number;
}

/** Something that stands on the curves, with its name beside it: a preset, a cap. */
export interface KellyMark {
  readonly name: string;
  /** Of full Kelly: 0.5 is half. */
  readonly fraction: number;
}

export interface KellyGrowthInputs {
  readonly title: string;
  readonly bets: readonly KellyBet[];
  /** On the curve of the first bet. */
  readonly marks?: readonly KellyMark[];
  /** Of full Kelly; 2.2 by default, a little past where nothing grows any more. */
  readonly fractionMost?: number;
}

const POINTS = 110;

/**
 * Growth of capital a trade over the fraction of full Kelly, one curve a bet: highest at 1, nothing
 * at about 2. Bets without an edge have no Kelly and are left out; a bet that could lose everything
 * ends there.
 */
export function kellyGrowthFigure(inputs: KellyGrowthInputs): Figure {
  const { title, bets, marks = [], fractionMost = 2.2 } = inputs;
  const fractions = gridTo(fractionMost);
  const drawn = bets.filter((bet) => fullKellyOf(bet) > 0);
  const lines = drawn.map((bet, index): XyLine => {
    const share = 100 * fullKellyOf(bet);
    return {
      name: `${bet.name} (full Kelly risks ${share.toPrecision(3)}%)`,
      x: fractions,
      y: fractions.map((fraction) => growthPercent(bet, fraction)),
      color: seriesColor(index),
    };
  });
  const [first] = drawn;
  return xyFigure({
    title,
    xTitle: 'fraction of full Kelly at risk',
    yTitle: 'growth of capital (% a trade)',
    format: '.3~g',
    lines,
    points: first === undefined ? [] : marksOn(marks, (each) => growthPercent(first, each) ?? 0),
  });
}

export interface KellyDrawdownInputs {
  readonly title: string;
  /** Falls from the start, 0 to 1: a curve each. */
  readonly depths: readonly number[];
  /** On the curve of the first depth. */
  readonly marks?: readonly KellyMark[];
  /** As much is borne, 0 to 1: drawn across. */
  readonly bearable?: number;
}

/**
 * The probability of ever falling so far below the start over the fraction of full Kelly, for
 * capital as a geometric Brownian motion: (1 − depth)^(2/c − 1).
 */
export function kellyDrawdownFigure(inputs: KellyDrawdownInputs): Figure {
  const { title, depths, marks = [], bearable } = inputs;
  const fractions = gridTo(1).filter((fraction) => fraction > 0);
  const across: readonly XyLine[] =
    bearable === undefined
      ? []
      : [
          {
            name: `${percentText(bearable)} is borne`,
            x: [0, 1],
            y: [100 * bearable, 100 * bearable],
            color: '#808080',
            dash: 'dot',
          },
        ];
  const [first = 0.1] = depths;
  return xyFigure({
    title,
    xTitle: 'fraction of full Kelly at risk',
    yTitle: 'probability of ever falling so far (%)',
    format: '.3~g',
    yRange: [0, 105],
    lines: [
      ...depths.map((depth, index): XyLine => ({
        name: `${percentText(depth)} below the start`,
        x: fractions,
        y: fractions.map((fraction) => fallPercent(fraction, depth)),
        color: seriesColor(index),
      })),
      ...across,
    ],
    points: marksOn(marks, (each) => fallPercent(each, first), ['bottom right', 'top left']),
  });
}

function gridTo(most: number): readonly number[] {
  return Array.from({ length: POINTS + 1 }, (_, i) => Number(((most * i) / POINTS).toFixed(6)));
}

function fullKellyOf({ winRate, payoff }: KellyBet): number {
  return binaryKelly(decimal(winRate), decimal(payoff)).toNumber();
}

/** Null from where a loss takes everything. */
function growthPercent(bet: KellyBet, fraction: number): number | null {
  const risk = fraction * fullKellyOf(bet);
  if (risk >= 1) return null;
  const growth = binaryGrowth(decimal(bet.winRate), decimal(bet.payoff), decimal(risk));
  return 100 * growth.toNumber();
}

function fallPercent(fraction: number, depth: number): number {
  return 100 * drawdownProbability(decimal(fraction), decimal(depth)).toNumber();
}

function percentText(share: number): string {
  return `${Number((100 * share).toPrecision(3))}%`;
}

/** Names stand by turns above the curve and below it, so that neighbours leave each other room. */
function marksOn(
  marks: readonly KellyMark[],
  heightOf: (fraction: number) => number,
  places: readonly [LabelPlace, LabelPlace] = ['top left', 'bottom right'],
): readonly XyPoints[] {
  if (marks.length === 0) return [];
  const sorted = marks.toSorted((left, right) => left.fraction - right.fraction);
  return [
    {
      name: 'marks',
      x: sorted.map(({ fraction }) => fraction),
      y: sorted.map(({ fraction }) => heightOf(fraction)),
      color: '#333333',
      labels: sorted.map(({ name }) => name),
      labelsAt: sorted.map((_, index) => places[index % 2 === 0 ? 0 : 1]),
    },
  ];
}
