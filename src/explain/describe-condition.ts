/** A condition in plain English: `equity is below the day's first equity − 5% of …`. */
import { type Decimal, decimal, unreachable } from '../base/index.js';
import { phraseOf } from '../check/index.js';
import type { Comparator, Condition, DisplayUnit, Expression } from '../compile/index.js';

/** Writes a figure in its unit; sizes bare. */
export type FigureText = (value: Decimal, unit: DisplayUnit) => string;

const COMPARATORS: Readonly<Record<Comparator, string>> = {
  '<': 'is below',
  '<=': 'is at most',
  '>': 'is above',
  '>=': 'is at least',
  '=': 'is',
};

export function describeCondition(condition: Condition, figure: FigureText): string {
  switch (condition.kind) {
    case 'compare': {
      const words = new Words(condition.text, condition.unit, figure);
      const left = words.of(condition.left);
      return `${left} ${COMPARATORS[condition.comparator]} ${words.of(condition.right)}`;
    }
    case 'within': {
      const { left, tolerance, center, toleranceIs, text } = condition;
      const unit = toleranceIs === 'ratio' ? 'ratio' : 'money';
      const words = new Words(text, unit, figure);
      return `${words.of(left)} is within ${words.of(tolerance)} of ${words.of(center)}`;
    }
    case 'during':
      return condition.text.replace(/^during /u, 'the time is from ');
    case 'and':
    case 'or':
      return condition.operands
        .map((operand) => {
          const text = describeCondition(operand, figure);
          return operand.kind === 'and' || operand.kind === 'or' ? `(${text})` : text;
        })
        .join(` ${condition.kind} `);
    default:
      return unreachable(condition);
  }
}

/** The expressions of one comparison; its text tells a percentage from a plain factor. */
class Words {
  readonly #text: string;
  readonly #unit: DisplayUnit;
  readonly #figure: FigureText;

  constructor(text: string, unit: DisplayUnit, figure: FigureText) {
    this.#text = text;
    this.#unit = unit;
    this.#figure = figure;
  }

  of(expression: Expression): string {
    switch (expression.kind) {
      case 'constant':
        return this.#constant(expression.value);
      case 'measure':
        return (
          (expression.coin === null ? '' : `${expression.coin}'s `) +
          phraseOf(expression.name) +
          inWindow(expression.windowMs)
        );
      case 'accountMeasure':
        return `${phraseOf(expression.name)} of all markets${inWindow(expression.windowMs)}`;
      case 'age':
        return `the age of the ${expression.feed} feed`;
      case 'add':
        return `${this.of(expression.left)} + ${this.#operand(expression.right)}`;
      case 'subtract':
        return `${this.of(expression.left)} − ${this.#operand(expression.right)}`;
      case 'multiply':
        return this.#product(expression.left, expression.right);
      case 'divide':
        return `${this.#operand(expression.left)} / ${this.#operand(expression.right)}`;
      case 'negate':
        return `−${this.#operand(expression.operand)}`;
      case 'absolute':
        return this.#absolute(expression.operand);
      case 'min':
        return this.#extreme(['smaller', 'least'], expression.operands);
      case 'max':
        return this.#extreme(['larger', 'most'], expression.operands);
      default:
        return unreachable(expression);
    }
  }

  #absolute(operand: Expression): string {
    if (operand.kind !== 'subtract') return `${this.of(operand)} (long or short)`;
    return `the distance between ${this.of(operand.left)} and ${this.of(operand.right)}`;
  }

  #product(left: Expression, right: Expression): string {
    const [factor, other] = left.kind === 'constant' ? [left, right] : [right, left];
    if (factor.kind !== 'constant') return `${this.#operand(left)} × ${this.#operand(right)}`;
    const share = this.#asShare(factor.value);
    return share === null
      ? `${factor.value.toString()} × ${this.#operand(other)}`
      : `${share} of ${this.#operand(other)}`;
  }

  /** As the policy writes it, where it does so as a percentage or in basis points. */
  #asShare(value: Decimal): string | null {
    const percent = `${value.times(100).toString()}%`;
    if (this.#text.includes(percent)) return percent;
    const bps = `${value.times(10_000).toString()}bps`;
    if (this.#text.includes(bps)) return bps;
    // It may come from a `let`; a part of something reads better as a percentage.
    return value.gt(0) && value.lt(1) && this.#unit !== 'ratio' ? percent : null;
  }

  #constant(value: Decimal): string {
    const share = this.#unit === 'ratio' ? this.#asShare(value) : null;
    if (share !== null) return share;
    if (this.#unit === 'ratio' || this.#unit === 'number') return value.toString();
    if (this.#unit === 'size') return this.#size(value);
    return this.#figure(value, this.#unit).replace(/(?<=^−?\$[\d,]+)\.00$/u, '');
  }

  /** With the coin that the policy writes beside it. */
  #size(value: Decimal): string {
    const coin = /\d (k?[A-Z][A-Za-z0-9]*|"[^"]+")/u.exec(this.#text)?.[1];
    const text = this.#figure(value, 'size');
    return coin === undefined || value.isZero() ? text : `${text} ${coin}`;
  }

  #operand(expression: Expression): string {
    const text = this.of(expression);
    return expression.kind === 'add' || expression.kind === 'subtract' ? `(${text})` : text;
  }

  #extreme([ofTwo, ofMore]: readonly [string, string], operands: readonly Expression[]): string {
    const texts = operands.map((operand) => this.of(operand));
    const last = texts.pop() ?? '';
    if (texts.length === 0) return last;
    return `the ${texts.length === 1 ? ofTwo : ofMore} of ${texts.join(', ')} and ${last}`;
  }
}

function inWindow(windowMs: number | undefined): string {
  if (windowMs === undefined) return '';
  const seconds = decimal(windowMs).div(1000);
  const span = seconds.mod(3600).isZero()
    ? `${seconds.div(3600).toString()}h`
    : seconds.mod(60).isZero()
      ? `${seconds.div(60).toString()}m`
      : `${seconds.toString()}s`;
  return ` in any ${span}`;
}
