/** Tests of a small policy, played; what a test writes matters, the policy is the same for all. */
import { formatFigure } from '../../src/cli/figure.js';
import { compilePolicyText } from '../../src/compile/index.js';
import { type RehearsalReport, rehearse } from '../../src/rehearsal/index.js';
import { referenceInstruments } from '../../src/simulator/index.js';

export const POLICY = `policy rehearsed
language 1

venue embedded

account {
  initial-balance   $10_000
  day-reset         00:00 Europe/Prague
  withdrawals       count-as-loss
  flatten-within    1%
}

market HYPE {
  leverage          10x
}

market BTC {
  leverage          5x

  limit        order-notional           order.notional <= $2_000
}

limit        order-size               order.notional <= min($5_000, 50% of equity)
limit        open-orders              open_orders <= 3
limit        exposure                 exposure <= 400% of equity

reduce-only  near-liquidation         when liquidation_buffer < 0.5 until >= 0.6 for 10s
reduce-only  over-margin-utilization  when margin_utilization > 80% until < 70%
reduce-only  wide-market              when spread > 40bps for 5s until < 20bps for 30s

pause        stale-quotes             when age(mark) > 7s until <= 3s
pause        error-streak             when consecutive_errors >= 5 until resumed after 30m

kill         day-loss                 when equity < day_start_balance - 5% of initial_balance
kill         drawdown                 when equity < peak_equity - $800 then flatten
kill         feed-lost                when age(mark) > 30s
`;

/** The report on test blocks put below the policy; throws where they do not check. */
export function play(tests: string, policyText = POLICY): RehearsalReport {
  const { policy, tests: checked, diagnostics } = compilePolicyText('t.policy', policyText + tests);
  if (policy === null) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  const options = { instruments: referenceInstruments, figure: formatFigure };
  return rehearse(policy, checked, options);
}

/** What was unmet in a test of these lines: `at …s: got`, in order. */
export function unmetBy(lines: string): readonly string[] {
  const { tests } = play(`\ntest "t" {\n${lines}\n}\n`);
  return tests.flatMap(({ unmet }) => unmet.map(({ atMs, got }) => `at ${atMs / 1000}s: ${got}`));
}
