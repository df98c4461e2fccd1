/** How long an author waits for a large policy: 1,000 rules, parsed, checked and compiled. */
import { type Bench, median, timed } from './bench-result.js';
import { compilePolicyText } from './built-rooms.js';

const ROUNDS = 15;
const RULES = 1_000;
const NAME = 'compile-1000-rules';

/** Rules of every kind over two dozen markets, as a policy grown over years has them. */
function largePolicy(): string {
  const lines = [
    'policy large',
    'venue embedded',
    'account {',
    '  initial-balance $1_000_000',
    '  day-reset 00:00 Europe/Prague',
    '  withdrawals count-as-loss',
    '  flatten-within 1%',
    '}',
    'kill feed-lost when age(mark) > 30s',
  ];
  const coins = 25;
  const each = (RULES - 1) / coins;
  for (let market = 0; market < coins; market += 1) {
    lines.push(`market C${market} {`, '  leverage 10x');
    const from = Math.round(market * each);
    const to = Math.round((market + 1) * each);
    for (let at = 0; at < to - from; at += 1) lines.push(`  ${ruleOf(at)}`);
    lines.push('}');
  }
  return `${lines.join('\n')}\n`;
}

function ruleOf(at: number): string {
  switch (at % 8) {
    case 0:
      return `limit order-${at} order.notional <= min($${100_000 - at}, ${90 - at}% of equity)`;
    case 1:
      return `limit price-${at} order.price within ${20 - at / 4}% of mark when spread > ${at + 1}bps`;
    case 2:
      return `reduce-only near-${at} when liquidation_buffer < 0.${500 + at} until >= 0.${600 + at} for 10s`;
    case 3:
      return `kill loss-${at} when equity < day_start_equity - ${50 - at}% of initial_balance and margin_utilization > ${at}% then flatten`;
    case 4:
      return `pause errors-${at} when consecutive_errors >= ${60 - at} until 30m later`;
    case 5:
      return `alert rate-${at} when orders > ${900 - at} per 1m`;
    case 6:
      return `reduce-only value-${at} when position_value > $${90_000 - at} until < $${80_000 - at}`;
    default:
      return `limit position-${at} |position| <= ${99 - at}% * margin_capacity when during 2${at % 4}:00 to 2${at % 4}:30 UTC`;
  }
}

export const compileLargePolicy: Bench = {
  name: NAME,
  about: 'parse, check and compile a policy of 1,000 rules',
  async run() {
    const source = largePolicy();
    const { policy, diagnostics } = compilePolicyText('large.policy', source);
    if (policy?.rules.length !== RULES) {
      throw new Error(`the large policy is not sound: ${JSON.stringify(diagnostics[0])}`);
    }
    const seconds: number[] = [];
    for (let round = 0; round <= ROUNDS; round += 1) {
      const taken = await timed(() => void compilePolicyText('large.policy', source));
      // The first round is for the compiler of the runtime.
      if (round > 0) seconds.push(taken);
    }
    return [{ name: NAME, value: median(seconds) * 1_000, unit: 'ms', target: 100 }];
  },
};
