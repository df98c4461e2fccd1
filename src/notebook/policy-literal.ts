/** What a cell puts into the text of a policy: one number or one word, and nothing else. */
import { Decimal } from '../base/index.js';

export type PolicyValue = number | Decimal | string;

/** `5%`, `$1_000.50`, `-2bps`, `30s`: a number with its unit. */
const AMOUNT = /^-?\$?\d[\d_,]*(?:\.\d+)?(?:%|[a-z]{1,3})?$/u;
/** A name, a coin, an address, a time of day: no space, quote, brace or line end can be in it. */
const WORD = /^[A-Za-z0-9][A-Za-z0-9:/@_.-]*$/u;

/**
 * The policy's text with each value as a literal of the language. Throws `TypeError` for what is
 * not one literal: a policy has no code, and values cannot bring rules into it.
 */
export function joinPolicyText(texts: readonly string[], values: readonly PolicyValue[]): string {
  return texts.reduce((policy, text, index) => {
    const value = values[index - 1];
    if (value === undefined) throw new TypeError(refusal(index, 'undefined'));
    const before = texts[index - 1] ?? '';
    if (index > 1 && before === '') {
      throw new TypeError(`values ${index - 1} and ${index} touch: write a space between them`);
    }
    return policy + literalOf(value, index) + text;
  });
}

function literalOf(value: PolicyValue, index: number): string {
  if (typeof value === 'number' || Decimal.isDecimal(value)) {
    const number = new Decimal(value);
    if (!number.isFinite()) throw new TypeError(refusal(index, String(value)));
    // The language has no exponents.
    return number.toFixed();
  }
  if (typeof value !== 'string') throw new TypeError(refusal(index, typeof value));
  if (AMOUNT.test(value)) return value.replaceAll(',', '_');
  if (WORD.test(value)) return value;
  throw new TypeError(refusal(index, JSON.stringify(value.slice(0, 40))));
}

function refusal(index: number, what: string): string {
  return (
    `value ${index} of the policy is ${what}: put in a finite number, a Decimal, ` +
    'or one literal such as "5%", "$1,000", "30s", "HYPE"'
  );
}
