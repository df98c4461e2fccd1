/** A verdict that keeps the state it was reached in, and is explained from it when asked. */
import type { Decimal, Price, Size } from '../base/index.js';
import type { DisplayUnit } from '../compile/index.js';
import type { Decision, Denial, EngineState, Inspector, OrderReading } from '../engine/index.js';
import type { Side } from '../market/index.js';
import { readPositive } from './figure.js';
import type { Figure, OrderVerdict } from './risk-verbs.js';

/** An order as the engine judges it. */
export interface ReadOrder {
  readonly coin: string;
  readonly side: Side;
  readonly price: Price;
  readonly size: Size;
}

export interface JudgedOrder {
  readonly coin: string;
  readonly side: Side;
  readonly price: Figure;
  readonly size: Figure;
}

/** What can say how things stood at a moment it named. */
export interface Memory {
  recall(moment: number): EngineState;
}

/** What is reckoned on demand comes from the facts of the judgement, whatever was told since. */
export class Verdict implements OrderVerdict {
  readonly isAllowed: boolean;
  readonly orderId: number | null;
  readonly decisions: readonly Decision[];
  readonly #inspector: Inspector;
  // Figure by figure: who asked may use the same draft again.
  readonly #coin: string;
  readonly #side: Side;
  readonly #price: Figure;
  readonly #size: Figure;
  readonly #memory: Memory;
  /** When the order was judged. */
  readonly #moment: number;
  #reading: OrderReading | null = null;

  constructor(
    inspector: Inspector,
    { coin, side, price, size }: JudgedOrder,
    memory: Memory,
    moment: number,
    isAllowed: boolean,
    orderId: number | null,
    decisions: readonly Decision[],
  ) {
    this.isAllowed = isAllowed;
    this.orderId = orderId;
    this.decisions = decisions;
    this.#inspector = inspector;
    this.#coin = coin;
    this.#side = side;
    this.#price = price;
    this.#size = size;
    this.#memory = memory;
    this.#moment = moment;
  }

  get failedRules(): readonly string[] {
    return this.denials.map(({ rule }) => rule);
  }

  get denials(): readonly Denial[] {
    return this.isAllowed ? [] : this.#read().denials;
  }

  get sizeThatFits(): Size {
    return this.isAllowed ? this.#order().size : this.#read().sizeThatFits;
  }

  get reducingSize(): Size {
    return this.#read().reducingSize;
  }

  get price(): Price {
    return this.#order().price;
  }

  explain(): string {
    const { coin, side, size, price } = this.#order();
    const order = `${side} ${size.toString()} ${coin} at $${price.toString()}`;
    if (this.isAllowed) return `allowed: ${order}`;
    const lines = this.denials.map((denial) => `  ${lineOf(denial)}`);
    const fits = `  at most ${this.sizeThatFits.toString()} ${coin} would pass`;
    return [`denied: ${order}`, ...lines, fits].join('\n');
  }

  #order(): ReadOrder {
    return {
      coin: this.#coin,
      side: this.#side,
      price: readPositive(this.#price, 'the price of an order'),
      size: readPositive(this.#size, 'the size of an order'),
    };
  }

  #read(): OrderReading {
    this.#reading ??= this.#inspector.judgeOrder(this.#memory.recall(this.#moment), this.#order());
    return this.#reading;
  }
}

function lineOf({ rule, text, value, threshold, unit }: Denial): string {
  if (value === null && threshold === null) return `${rule}: ${text}`;
  return `${rule}: ${text} (${figure(value, unit)} against ${figure(threshold, unit)})`;
}

function figure(value: Decimal | null, unit: DisplayUnit): string {
  if (value === null) return 'unknown';
  const plain = value.toSignificantDigits(12).toString();
  switch (unit) {
    case 'money':
    case 'price':
      return plain.startsWith('-') ? `-$${plain.slice(1)}` : `$${plain}`;
    case 'ratio':
      return `${value.times(100).toSignificantDigits(12).toString()}%`;
    case 'duration':
      return `${plain}ms`;
    case 'size':
    case 'count':
    case 'number':
      return plain;
    default:
      return plain;
  }
}
