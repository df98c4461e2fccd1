/** Pages of the codes P3xx: quantities that do not fit together. */
import type { DiagnosticPage } from './diagnostic-page.js';

export const UNIT_PAGES: readonly DiagnosticPage[] = [
  {
    code: 'P301',
    summary: 'the two sides have different dimensions',
    meaning:
      'A price, an amount of money, a size, a duration and a count never meet. Size times price ' +
      'is money, money over price is a size, like over like is a ratio.',
    why: 'Comparing a size with money gives an answer for every coin, and it is wrong for each.',
    avoid: 'limit exposure exposure <= 5 HYPE',
    prefer: 'limit exposure exposure <= $500',
    related: ['P303', 'P305', 'P306'],
  },
  {
    code: 'P302',
    summary: 'a percentage does not say of what',
    meaning:
      'A bare percentage stands where money belongs. Say of what: `5% of initial_balance`, ' +
      '`5% of day_start_balance`, `5% of day_start_equity`.',
    why:
      'Five per cent of the first balance and of a grown one are different floors, and firms ' +
      'differ in which they mean. The wrong one ends an account that looked safe.',
    avoid: 'kill daily-loss when equity < day_start_equity - 5%',
    prefer: 'kill daily-loss when equity < day_start_equity - 5% of day_start_equity',
    related: ['P303', 'P305'],
  },
  {
    code: 'P303',
    summary: 'a level is compared with an amount',
    meaning:
      'A level says where the account stands (`equity`), an amount how much money (`5% of ' +
      'equity`, a loss). A level compares with a level: subtract the amount from an anchor.',
    why:
      '`equity < 5% of initial_balance` trips when ninety-five per cent is lost, not when five ' +
      'per cent is.',
    avoid: 'kill drop when equity < 5% of initial_balance',
    prefer: 'kill drop when equity < initial_balance - 5% of initial_balance',
    related: ['P302', 'P304'],
  },
  {
    code: 'P304',
    summary: 'two levels are added',
    meaning: 'Two levels may be subtracted, which gives a profit or a loss, but not added.',
    why: 'Equity contains the balance already: their sum counts the same money twice.',
    avoid: 'kill drop when equity + initial_balance < $1_800',
    prefer: 'kill drop when equity - initial_balance < -$100',
    related: ['P303', 'P305'],
  },
  {
    code: 'P305',
    summary: 'money of different kinds is mixed',
    meaning:
      'Notional, margin, and profit or loss are all dollars, but not the same dollars. Relate ' +
      'them through a percentage of one, or compare like with like.',
    why:
      'A notional of $10,000 may lose $100 or $9,000: comparing it with a loss says nothing ' +
      'about either.',
    avoid: 'limit exposure exposure <= margin_used',
    prefer: 'limit exposure exposure <= 300% of equity',
    related: ['P301', 'P303'],
  },
  {
    code: 'P306',
    summary: 'a number does not say its unit',
    meaning:
      'A bare number is a count. Money has `$`, a size its coin, a ratio `%`, `bps` or `x`, a ' +
      'duration `s`, `m` or `h`.',
    why: 'Five dollars, five coins and five per cent are limits a thousand times apart.',
    avoid: 'limit order-size order.size <= 5',
    prefer: 'limit order-size order.size <= 5 HYPE',
    related: ['P301', 'P302', 'P307'],
  },
  {
    code: 'P307',
    summary: 'a size names the coin of another market',
    meaning: 'A size carries its coin, and sizes of different coins do not compare.',
    why: 'One BTC is worth thousands of HYPE: a limit in the wrong coin is no limit.',
    avoid:
      'market HYPE {\n  leverage 10x\n}\n\nmarket BTC {\n  leverage 10x\n\n' +
      '  limit order-size order.size <= 5 HYPE\n}',
    prefer:
      'market HYPE {\n  leverage 10x\n}\n\nmarket BTC {\n  leverage 10x\n\n' +
      '  limit order-size order.size <= 0.01 BTC\n}',
    related: ['P306', 'P203'],
  },
  {
    code: 'P308',
    summary: 'a count of events has no time',
    meaning:
      'Orders, cancels, fills and rejections are counted over time, so they compare with a rate: ' +
      '`60 per 1m` is at most 60 in any minute.',
    why: 'Ten orders a second and ten orders a day are different makers.',
    avoid: 'limit order-rate orders <= 60',
    prefer: 'limit order-rate orders <= 60 per 1m',
    related: ['P301', 'P309'],
  },
  {
    code: 'P309',
    summary: '`=` is for counts',
    meaning: 'Money, prices, sizes and ratios are hardly ever exactly equal; use `<=` or `>=`.',
    why: 'A kill at exactly $900.00 is passed over by a fall from $900.01 to $899.99.',
    avoid: 'kill floor when equity = $900',
    prefer: 'kill floor when equity <= $900',
    related: ['P301', 'P403'],
  },
  {
    code: 'P310',
    summary: 'the setting cannot have this value',
    meaning: 'Each setting takes one form of value; the help line says which, with an example.',
    why: 'A leverage of `10` may be ten times or ten per cent: the unit says which is meant.',
    avoid: 'market HYPE {\n  leverage 10\n}',
    prefer: 'market HYPE {\n  leverage 10x\n}',
    related: ['P211', 'P306'],
  },
];
