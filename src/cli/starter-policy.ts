/** The policy that a new user begins with: small limits, every stop in place, tests of its own. */

export const STARTER_VENUES = ['embedded', 'testnet', 'mainnet'] as const;

export type StarterVenue = (typeof STARTER_VENUES)[number];

export interface StarterChoice {
  readonly venue: StarterVenue;
  /** As the venue lists it: `HYPE`, `xyz:TSLA`. */
  readonly coin: string;
  /** Of the account that holds the money; null: zeros stand there until it is written. */
  readonly address: string | null;
}

const NO_ADDRESS = `0x${'0'.repeat(40)}`;

/** `hype-maker`. */
export function starterName(coin: string): string {
  const words = coin.toLowerCase().match(/[a-z0-9]+/gu) ?? [];
  const name = [...words, 'maker'].join('-');
  return /^[a-z]/u.test(name) ? name : `market-${name}`;
}

/** In the one layout, and without a finding, whatever was chosen. */
export function starterPolicy({ venue, coin, address }: StarterChoice): string {
  const written = /^k?[A-Z][A-Za-z0-9]*$/u.test(coin) ? coin : `"${coin}"`;
  return `${HEADS[venue]}
policy ${starterName(coin)}
language 1

venue ${venue === 'embedded' ? venue : `hyperliquid ${venue}`}

account {
${accountLines(venue, address)}
}

market ${written} {
  leverage          1x
}

${rules()}
${quotes()}
${tests(written)}`;
}

const HEADS: Readonly<Record<StarterVenue, string>> = {
  embedded: `# A market maker on the embedded venue: no key, no network, no money. Change it,
# and look at \`mm-policy check\`, \`mm-policy test\` and \`mm-policy explain\` before each run.
`,
  testnet: `# A market maker on the venue's test network. Look at \`mm-policy check\`,
# \`mm-policy test\` and \`mm-policy explain\` before each run.
`,
  mainnet: `# A market maker with real money. Play it on \`venue embedded\` and on the test network
# first, and read \`mm-policy explain\` with your own equity before each run.
`,
};

function accountLines(venue: StarterVenue, address: string | null): string {
  const lines = [
    '  initial-balance   $1_000',
    '  day-reset         00:00 UTC',
    '  withdrawals       count-as-loss',
  ];
  if (venue === 'embedded') return lines.join('\n');
  return [
    '  # Of the account that holds the money, not of the agent that signs for it:',
    `  address           ${address ?? NO_ADDRESS}`,
    ...lines,
    '  dead-man-switch   30s if-available',
  ].join('\n');
}

const RESUMED = 'until resumed after';

function rules(): string {
  return `# What every order must meet before it leaves.
limit        order-notional           order.notional <= min($500, 15% of equity)
limit        position                 |position| <= margin_capacity
limit        open-orders              open_orders <= 20
limit        order-rate               orders <= 300 per 1m
limit        price-sanity             order.price within 5% of mark
limit        exposure                 exposure <= 100% of equity

# When only the way out stays open.
reduce-only  near-liquidation         when liquidation_buffer < 0.8 until >= 0.9 for 10s
reduce-only  over-margin-utilization  when margin_utilization > 80% until < 70%
reduce-only  low-action-budget        when action_budget < 500 until >= 2_000

# When the quotes go, and come back by themselves or by the operator's word.
pause        stale-quotes             when age(mark) > 7s until <= 3s
pause        rate-limited             when account.rate_limit_errors >= 5 per 1m ${RESUMED} 5m
pause        error-streak             when consecutive_errors >= 5 ${RESUMED} 30m

# When everything stops until a person re-arms it.
kill         position-runaway         when |position| > 2 * margin_capacity
kill         over-all-margin          when margin_utilization > 100%
kill         liquidated               when account.liquidations > 0 per 1d
kill         daily-loss               when equity < day_start_equity - 3% of day_start_equity
kill         drawdown                 when equity < peak_equity - 8% of peak_equity
kill         feed-lost                when age(mark) > 30s
alert        daily-loss-near          when equity < day_start_equity - 2% of day_start_equity
`;
}

function quotes(): string {
  return `# Nothing is quoted until the market itself has told its numbers, a few minutes. Without a
# \`unit-size\` a level is the even part of what margin allows. A maker's fill costs 1.5bps at
# the base fee tier, so no quote stands nearer to mid than that.
quote glft {
  risk-aversion     0.05 per tick
  volatility        calibrated
  intensity         calibrated
  calibration-window 30m
  calibration-sample 30
  levels            4
  min-half-spread   1.6bps
  refresh           1s
}

allocate margin {
  skew              0.2
  per-side          30% to 70%
}
`;
}

function tests(coin: string): string {
  return `test "an order over 15% of equity is denied, one that shrinks the position passes" {
  given equity $1_000, day_start_equity $1_000
  given ${coin}.mark $10, ${coin}.position 20 ${coin}
  expect allow buy 14 ${coin} at $10
  expect deny buy 16 ${coin} at $10 by order-notional
  expect allow sell 20 ${coin} at $10
}

test "two thirds of the way to the daily loss are told, and the whole of it kills" {
  given equity $1_000, day_start_equity $1_000, peak_equity $1_000
  at 1s set equity $979
  at 1s expect alert daily-loss-near
  at 1s expect no kill daily-loss
  at 2s set equity $969
  at 2s expect kill daily-loss
  at 3s expect refuse re-arm
}

test "a silent feed pauses first and kills later" {
  series ${coin}.mark every 1s $10 times 10, silent
  at 15s expect state active
  at 17s expect pause stale-quotes
  at 39s expect no kill feed-lost
  at 40s expect kill feed-lost
}
`;
}
