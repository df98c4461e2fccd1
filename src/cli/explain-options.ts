/** What `mm-policy explain FILE` is asked, read from the command line. */
import { InvalidArgumentError } from 'commander';
import { type Decimal, decimal, type Money, type Price } from '../base/index.js';

export interface ExplainOptions {
  readonly isJson: boolean;
  /** Null: the policy's initial balance. */
  readonly equity: Money | null;
  /** By coin. */
  readonly marks: ReadonlyMap<string, Price>;
  /** A file that says how an account stands; null: it is flat. */
  readonly stateFile: string | null;
}

/** `10000`, `$10_000`, `10,000.50`; above 0. */
export function parseMoney(text: string): Decimal {
  const digits = text.replace(/^\$/u, '').replaceAll(/[_,]/gu, '');
  if (/^\d{1,15}(?:\.\d{1,18})?$/u.test(digits) && !decimal(digits).isZero()) {
    return decimal(digits);
  }
  throw new InvalidArgumentError('write money above 0, such as 10000.');
}

/** `HYPE=27.11`, beside those before it. */
export function parseMark(
  text: string,
  before: ReadonlyMap<string, Price>,
): ReadonlyMap<string, Price> {
  const [, coin, price] = /^([^=]+)=(.+)$/u.exec(text) ?? [];
  if (coin === undefined || price === undefined) {
    throw new InvalidArgumentError('write a market and its price, such as HYPE=27.11.');
  }
  return new Map([...before, [coin, parseMoney(price)]]);
}
