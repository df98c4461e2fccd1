/** Literals as exact decimals: percentages as ratios, durations in milliseconds. */
import { type Decimal, decimal, unreachable } from '../base/index.js';
import type { ProblemList } from '../diagnostic/index.js';
import type { LiteralNode } from '../syntax/index.js';

const DIGITS_LIMIT = 18;
const DURATION_LIMIT_MS = 30 * 24 * 60 * 60 * 1000;

const UNIT_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** The value of a literal; null where it is not well written, which is reported. */
export function readLiteral(literal: LiteralNode, problems: ProblemList): Decimal | null {
  const fault = faultOf(literal.digits);
  if (fault !== null) {
    problems.report('P104', literal.span, `\`${literal.digits}\` is not a number`, { hint: fault });
    return null;
  }
  const number = decimal(literal.digits.replaceAll('_', ''));
  switch (literal.form) {
    case 'percent':
      return number.div(100);
    case 'bps':
      return number.div(10_000);
    case 'duration':
      return readDuration(number, literal, problems);
    case 'number':
    case 'money':
    case 'multiple':
    case 'size':
      return number;
    default:
      return unreachable(literal.form);
  }
}

function readDuration(
  number: Decimal,
  literal: LiteralNode,
  problems: ProblemList,
): Decimal | null {
  const milliseconds = number.times(UNIT_MS[literal.unit ?? ''] ?? 1);
  const text = `${literal.digits}${literal.unit ?? ''}`;
  if (!milliseconds.isInteger()) {
    problems.report('P107', literal.span, `\`${text}\` is finer than a millisecond`, {
      hint: 'durations are whole milliseconds',
    });
    return null;
  }
  if (milliseconds.gt(DURATION_LIMIT_MS)) {
    problems.report('P702', literal.span, `\`${text}\` is longer than 30 days`, {
      hint: 'durations reach 30d at most',
    });
    return null;
  }
  return milliseconds;
}

function faultOf(digits: string): string | null {
  const [whole = '', fraction = ''] = digits.split('.');
  if (digits.replace(/[_.]/gu, '').length > DIGITS_LIMIT) {
    return `numbers have at most ${DIGITS_LIMIT} digits`;
  }
  if (/^0./u.test(whole)) return 'write it without the leading zero';
  if (fraction.includes('_')) return 'digits behind the point are not grouped';
  const isGrouped = !whole.includes('_') || /^\d{1,3}(?:_\d{3})+$/u.test(whole);
  return isGrouped ? null : '`_` stands between groups of three digits';
}
