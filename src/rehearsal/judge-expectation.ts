/** Whether an expectation holds, and in words what is there where it does not. */
import { type Decimal, decimal, type DurationMs, unreachable } from '../base/index.js';
import type { CheckedExpectation } from '../check/index.js';
import type { Comparator, DisplayUnit } from '../compile/index.js';
import type {
  ObjectiveReading,
  OrderReading,
  TradingState,
  TriggerReading,
} from '../engine/index.js';
import { matchesPath } from './matches-path.js';
import type { Stage } from './stage.js';

/** How a figure is written for people. */
export type FigureText = (value: Decimal | null, unit: DisplayUnit) => string;

type Of<Kind extends CheckedExpectation['kind']> = Extract<CheckedExpectation, { kind: Kind }>;

/** Null where it holds, else what was there instead. */
export function judgeExpectation(
  stage: Stage,
  expectation: CheckedExpectation,
  figure: FigureText,
): string | null {
  switch (expectation.kind) {
    case 'state':
      return judgeState(stage, expectation, figure);
    case 'tripped':
      return judgeTripped(stage, expectation, figure);
    case 'limit':
      return judgeLimit(stage, expectation, figure);
    case 'unknown':
      return judgeUnknown(stage, expectation, figure);
    case 'room':
      return judgeRoom(stage, expectation, figure);
    case 'allow':
    case 'deny':
    case 'clip':
      return judgeOrder(stage, expectation, figure);
    case 'refuse':
      return judgeRefusal(stage, expectation);
    case 'objective':
      return judgeObjective(stage, expectation, figure);
    default:
      return unreachable(expectation);
  }
}

function judgeState(stage: Stage, { state, coin }: Of<'state'>, figure: FigureText): string | null {
  const now = stage.stateOf(coin);
  return now.state === state ? null : standing(stage, coin, figure);
}

function judgeTripped(stage: Stage, expected: Of<'tripped'>, figure: FigureText): string | null {
  const readings = readingsOf(stage, expected.path).filter(
    ({ rule }) => rule.kind === expected.effect,
  );
  const tripped = readings.find(({ hold }) => hold !== null);
  if (expected.isNegated) {
    return tripped === undefined ? null : describeHold(stage, tripped, figure);
  }
  if (tripped !== undefined) return null;
  const [nearest] = readings;
  const where = standing(stage, null, figure);
  return nearest === undefined ? where : `${where}; ${describeReading(nearest, figure)}`;
}

function judgeLimit(
  stage: Stage,
  { path, isNegated }: Of<'limit'>,
  figure: FigureText,
): string | null {
  const denied = [...stage.limitsDenied].find((rule) => isPathOf(path, rule));
  const broken = stage.inspector
    .readLimits(stage.state)
    .filter(({ rule, coin, applies }) => applies && matchesPath(path, rule, coin))
    .find(({ outcome }) => outcome.truth === 'false');
  const isActing = denied !== undefined || broken !== undefined;
  if (isActing !== isNegated) return null;
  if (broken !== undefined) {
    const [distance] = distancesOf(stage, path);
    const now = distance === undefined ? '' : `: ${figure(distance.value, distance.unit)}`;
    return `broken: ${broken.rule.text}${now}`;
  }
  return denied === undefined
    ? 'it denied nothing and is not broken'
    : 'it denied what was submitted';
}

function judgeUnknown(stage: Stage, { path }: Of<'unknown'>, figure: FigureText): string | null {
  const limits = stage.inspector
    .readLimits(stage.state)
    .filter(({ rule, coin }) => matchesPath(path, rule, coin));
  const triggers = readingsOf(stage, path);
  const objectives = objectivesOf(stage, path);
  const outcomes = [...triggers, ...limits, ...objectives].map(({ outcome }) => outcome);
  if (outcomes.some(({ truth }) => truth === 'unknown')) return null;
  const [reading] = triggers;
  if (reading !== undefined) return describeReading(reading, figure);
  return `${path} is known: ${outcomes[0]?.truth ?? 'it is not judged here'}`;
}

function judgeRoom(stage: Stage, { path, value }: Of<'room'>, figure: FigureText): string | null {
  const distances = distancesOf(stage, path);
  const isSame = ({ room }: Distance): boolean => room !== null && isShownAs(room, value);
  if (distances.some(isSame)) return null;
  const [first] = distances;
  if (first === undefined) return `${path} has no room to measure here`;
  if (first.room === null) return `unknown: ${first.text}`;
  const bound = `${figure(first.value, first.unit)} against ${figure(first.threshold, first.unit)}`;
  return `${figure(first.room, first.unit)}: ${bound}`;
}

interface Distance {
  readonly room: Decimal | null;
  readonly text: string;
  readonly value: Decimal | null;
  readonly threshold: Decimal | null;
  readonly unit: DisplayUnit;
}

/** How far each measure is from its bound, on whichever side of it. */
function distancesOf(stage: Stage, path: string): readonly Distance[] {
  const triggers = readingsOf(stage, path).map(({ headroom }) => headroom);
  const limits = stage.inspector
    .readLimits(stage.state)
    .filter(({ rule, coin }) => matchesPath(path, rule, coin))
    .map(({ rule, outcome }) => {
      const [side] = outcome.sides;
      const unit: DisplayUnit = 'unit' in rule.condition ? rule.condition.unit : 'number';
      const [value, threshold] = [side?.left ?? null, side?.right ?? null];
      return { text: side?.text ?? rule.text, value, threshold, unit };
    });
  const objectives = objectivesOf(stage, path).map(({ reason }) => reason);
  return [...triggers, ...limits, ...objectives].map(({ text, value, threshold, unit }) => {
    const isKnown = value !== null && threshold !== null;
    const room = isKnown ? value.minus(threshold).abs() : null;
    return { room, text, value, threshold, unit };
  });
}

/** To the digits that the test writes, cents at least: what is shown is what is compared. */
function isShownAs(room: Decimal, value: Decimal): boolean {
  const digits = Math.max(2, value.decimalPlaces());
  return room.toDecimalPlaces(digits).eq(value);
}

function judgeOrder(
  stage: Stage,
  expected: Of<'allow' | 'deny' | 'clip'>,
  figure: FigureText,
): string | null {
  const { order } = expected;
  const reading = stage.judge(order);
  const { denials, sizeThatFits, reducingSize } = reading;
  const got = (): string => describeOrder(reading, order.coin, figure);
  switch (expected.kind) {
    case 'allow':
      return denials.length === 0 ? null : got();
    case 'deny': {
      if (denials.length === 0 || reducingSize.gt(0)) return got();
      const { by } = expected;
      const isNamed = by === null || denials.some(({ rule }) => isPathOf(by, rule));
      return isNamed ? null : got();
    }
    case 'clip':
      return denials.length > 0 && sizeThatFits.eq(expected.to) ? null : got();
    default:
      return unreachable(expected);
  }
}

function isPathOf(by: string, rule: string): boolean {
  return rule === by || rule.endsWith(`.${by}`);
}

function describeOrder(reading: OrderReading, coin: string, figure: FigureText): string {
  const { denials, sizeThatFits, reducingSize } = reading;
  if (denials.length === 0) return 'allowed';
  const reasons = denials.map(({ rule, text, value, threshold, unit }) => {
    if (value === null || threshold === null) return `${rule} (unknown: ${text})`;
    return `${rule} (${text}: ${figure(value, unit)} against ${figure(threshold, unit)})`;
  });
  const fits = `${figure(sizeThatFits, 'size')} ${coin}`;
  const word = reducingSize.gt(0) ? `clipped to ${fits}` : 'denied';
  const most = reducingSize.gt(0) ? '' : `, at most ${fits}`;
  return `${word} by ${reasons.join(', ')}${most}`;
}

function judgeRefusal(stage: Stage, { command }: Of<'refuse'>): string | null {
  const decisions = stage.tryCommand(command);
  const isRefused = decisions.some(({ kind }) => kind === 'operatorRefused');
  return isRefused ? null : `the ${command} is accepted`;
}

/** Met in every market that it is judged in; unknown is open. */
function judgeObjective(
  stage: Stage,
  { path, outcome }: Of<'objective'>,
  figure: FigureText,
): string | null {
  const readings = objectivesOf(stage, path);
  if (readings.length === 0) return `${path} is waived`;
  const open = readings.find(({ isMet }) => !isMet);
  if ((open === undefined) === (outcome === 'met')) return null;
  if (open === undefined) return 'met';
  const { text, value, threshold, unit } = open.reason;
  if (value === null || threshold === null) return `open: ${text} is unknown`;
  return `open: ${text}: ${figure(value, unit)} against ${figure(threshold, unit)}`;
}

function objectivesOf(stage: Stage, path: string): readonly ObjectiveReading[] {
  return stage.inspector
    .readObjectives(stage.state)
    .filter(({ rule, coin }) => matchesPath(path, rule, coin));
}

function readingsOf(stage: Stage, path: string): readonly TriggerReading[] {
  return stage.inspector
    .readTriggers(stage.state)
    .filter(({ rule, coin }) => matchesPath(path, rule, coin));
}

/** `paused by stale-quotes since 17s`. */
function standing(stage: Stage, coin: string | null, figure: FigureText): string {
  const { state, rule } = stage.stateOf(coin);
  if (rule === null) return state;
  const holder = stage.inspector
    .readTriggers(stage.state)
    .find((reading) => reading.rule.path === rule && reading.hold !== null);
  if (holder !== undefined) return describeHold(stage, holder, figure);
  return state === 'reducing' ? `${state}: ${rule} is unknown` : `${state} by ${rule}`;
}

function describeHold(stage: Stage, { rule, hold }: TriggerReading, figure: FigureText): string {
  if (hold === null) return rule.path;
  const since = figure(decimal(hold.trippedAt - stage.startAt), 'duration');
  const { text, value, threshold, unit } = hold.reason;
  const sides = `${text}: ${figure(value, unit)} against ${figure(threshold, unit)}`;
  return `${wordOf(hold.effect)} by ${rule.path} since ${since} (${sides})`;
}

function wordOf(effect: 'none' | Exclude<TradingState, 'active'>): string {
  return effect === 'none' ? 'told' : effect;
}

/** `age(mark) 29.9s, kill at > 30s`. */
function describeReading(reading: TriggerReading, figure: FigureText): string {
  const { rule, headroom, outcome, trueForMs } = reading;
  const { text, value, threshold, unit } = headroom;
  if (outcome.truth === 'unknown') return `unknown: ${text}`;
  const [measure = text, comparator] = splitComparison(text);
  const bound = comparator === null ? text : `${comparator} ${figure(threshold, unit)}`;
  const now = `${measure} ${figure(value, unit)}, ${rule.kind} at ${bound}`;
  return outcome.truth === 'true' ? `${now} ${dwell(rule.forMs, trueForMs, figure)}` : now;
}

function dwell(forMs: DurationMs, trueForMs: DurationMs, figure: FigureText): string {
  const [whole, spent] = [
    figure(decimal(forMs), 'duration'),
    figure(decimal(trueForMs), 'duration'),
  ];
  return `for ${whole}, true for ${spent}`;
}

function splitComparison(text: string): readonly [string, Comparator | null] {
  const match = /^(.*?) (<=|>=|<|>|=) /u.exec(text);
  const [, measure, comparator] = match ?? [];
  if (measure === undefined) return [text, null];
  return [measure, comparator as Comparator];
}
