/** Pages of the codes P101 to P109: a line that cannot be read. */
import type { DiagnosticPage } from './diagnostic-page.js';

export const TEXT_PAGES: readonly DiagnosticPage[] = [
  {
    code: 'P101',
    summary: 'something does not fit where it stands',
    meaning:
      'The line could be read up to the marked word and no further. The help line names what may ' +
      'stand there instead.',
    why:
      'A rule that cannot be read is not enforced, so the whole policy is refused: it is never ' +
      'run without one of its rules.',
    avoid: 'limit order-notional order.notional <= $100 $200',
    prefer: 'limit order-notional order.notional <= $200',
    related: ['P108', 'P110'],
  },
  {
    code: 'P102',
    summary: 'a text has no closing quote',
    meaning: 'A text begins with `"` and ends with `"` on the same line.',
    why: 'Without its end, the text would swallow the rules that stand behind it.',
    avoid: 'alert wide-market when spread > 40bps because "quotes would be blind',
    prefer: 'alert wide-market when spread > 40bps because "quotes would be blind"',
    related: ['P101'],
  },
  {
    code: 'P103',
    summary: 'a character that the language does not have',
    meaning:
      'Outside texts and comments a policy is plain ASCII: no tabs, no typographic signs, no ' +
      'invisible characters. Characters that turn the direction of writing are refused everywhere.',
    why:
      'Two characters that look alike, or one that cannot be seen, make a rule read otherwise in ' +
      'review than it runs.',
    avoid: 'limit order-notional order.notional \u2264 $100',
    prefer: 'limit order-notional order.notional <= $100',
    related: ['P101', 'P114'],
  },
  {
    code: 'P104',
    summary: 'digits that make no number',
    meaning:
      'Digits are grouped with `_`, a digit stands before the point, and the unit is one of `%`, ' +
      '`bps`, `x`, `ms`, `s`, `m`, `h`, `d`, or a coin behind a space.',
    why:
      'A comma is a thousand to one reader and a decimal point to the next: the same limit, a ' +
      'thousand times apart.',
    avoid: 'limit order-notional order.notional <= $1,000',
    prefer: 'limit order-notional order.notional <= $1_000',
    related: ['P107', 'P306'],
  },
  {
    code: 'P105',
    summary: 'there is no such date or time of day',
    meaning: 'Times of day run from 00:00 to 23:59, and a date must be in the calendar.',
    why:
      'The day reset decides which losses count together. At an hour that does not exist, the ' +
      'daily limit would never start anew.',
    avoid:
      'account {\n  initial-balance $1_000\n' +
      '  day-reset 24:00 UTC\n  withdrawals count-as-loss\n}',
    prefer:
      'account {\n  initial-balance $1_000\n' +
      '  day-reset 00:00 UTC\n  withdrawals count-as-loss\n}',
    related: ['P106', 'P107'],
  },
  {
    code: 'P106',
    summary: 'the time zone is not in the IANA list',
    meaning:
      'A zone is `UTC` or a place of the IANA list, such as `Europe/Prague`, whose summer time ' +
      'comes with the name.',
    why:
      'Firms count a day by their own midnight. In the wrong zone a loss falls on the wrong day, ' +
      'and a daily limit that looked safe is broken.',
    avoid:
      'account {\n  initial-balance $1_000\n' +
      '  day-reset 00:00 Europe/Brno\n  withdrawals count-as-loss\n}',
    prefer:
      'account {\n  initial-balance $1_000\n' +
      '  day-reset 00:00 Europe/Prague\n  withdrawals count-as-loss\n}',
    related: ['P105', 'P415'],
  },
  {
    code: 'P107',
    summary: 'a duration has one number and one unit',
    meaning: 'Write `90m`, not `1h30m`. A duration is a whole number of milliseconds, at most 30d.',
    why: 'One way to write a time is one way to read it, and two policies can be compared.',
    avoid: 'pause errors when consecutive_errors >= 5 until 1h30m later',
    prefer: 'pause errors when consecutive_errors >= 5 until 90m later',
    related: ['P104', 'P702'],
  },
  {
    code: 'P108',
    summary: 'two statements stand on one line',
    meaning: 'A newline ends a statement, so each rule has a line of its own.',
    why: 'A review reads changes by lines: a rule behind another one is easily overlooked.',
    avoid: 'limit notional order.notional <= $100 limit open-orders open_orders <= 10',
    prefer: 'limit notional order.notional <= $100\nlimit open-orders open_orders <= 10',
    related: ['P101', 'P118'],
  },
  {
    code: 'P109',
    summary: 'a block has no closing brace',
    meaning: 'Each `{` at the end of a line needs a `}` alone on a line of its own.',
    why: 'Where a block ends decides for which market a rule holds: no place for a guess.',
    avoid: 'market HYPE {\n  leverage 10x',
    prefer: 'market HYPE {\n  leverage 10x\n}',
    related: ['P118', 'P101'],
  },
];
