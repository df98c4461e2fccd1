import { describe, expect, it } from 'vitest';
import { codesOf, policyWith } from './policy-with.js';

/** The codes that one rule earns in an otherwise sound policy. */
function codesOfRule(...rules: readonly string[]): readonly string[] {
  return codesOf(policyWith({ rules }));
}

describe('a rule', () => {
  it.each([
    'limit a order.notional <= min($1_000, 10% of equity)',
    'limit a |position| <= 5 HYPE',
    'limit a |HYPE.position| <= margin_capacity',
    'limit a order.price within 5% of mark',
    'limit a order.price within $3 of mark',
    'limit a order.price <= 1.05 * mark',
    'limit a order.price <= mark + $3',
    'limit a exposure <= 300% of equity',
    'limit a exposure / equity <= 3',
    'limit a exposure / equity <= 300%',
    'limit a equity - 5% of exposure >= day_start_equity - 25% of day_start_equity',
    'limit a order.size * mark <= $500',
    'limit a order.size <= $500 / mark',
    'limit a open_orders <= 10',
    'limit a account.open_orders <= 10',
    'limit a order.notional + position_value <= $9_000',
    'limit a |position + 3 HYPE| <= margin_capacity',
    'reduce-only a when liquidation_buffer < 0.5 until >= 0.6 for 10s',
    'reduce-only a when account.unrealized_pnl < -$50',
    'reduce-only a when day_pnl < -5% of initial_balance',
    'reduce-only a when equity < 0.95 * peak_equity',
    'reduce-only a when equity - day_start_equity < -$50',
    'reduce-only a when equity < min(peak_balance - 8% of initial_balance, initial_balance)',
    'reduce-only a when (spread > 40bps or mark < $20) and margin_utilization > 50%',
    'pause a when consecutive_errors >= 5 until resumed after 30m',
    'pause a when consecutive_errors >= 5 until 30m later',
    'pause a when open_orders = 3 until resumed',
    'pause a when age(book) > 7s until <= 3s',
    'kill a when margin_utilization > 100%',
    'limit a order.notional <= $50 when equity < $950',
    'limit a order.notional <= $50 when order.price > 1.01 * mark or during 21:30 to 22:00 UTC',
    'reduce-only a when equity < $950 until day reset',
    'reduce-only a when during friday 21:30 to sunday 22:00 America/New_York',
    'reduce-only a when during 23:00 to 01:00 Europe/Prague and exposure > $50',
    'pause a when during 2026-12-24 12:00 to 2026-12-27 00:00 UTC until resumed',
    'limit a orders <= 60 per 1m',
    'limit a account.orders <= 10_000 per 1d',
    'limit a orders + cancels <= 100 per 1s',
    'limit a order.duplicates <= 0 per 2s',
    'limit a |net_exposure| <= 200% of equity',
    'limit a open_positions <= 3',
    'pause a when cancels > 100 per 10s or account.fills > 30 per 1m until 5m later',
    'pause a when rejections >= 5 per 1m until resumed',
    'pause a when consecutive_losses >= 3 until 30m later',
    'pause a when unresolved_orders > 0 for 10s until = 0',
    'kill a when |position_difference| > 0 for 5s',
    'reduce-only a when time_to_reset < 30m and equity < balance - 4% of initial_balance',
    'kill a when equity < max(peak_day_end_balance, initial_balance) - 10% of initial_balance',
    'kill a when equity < day_peak_equity - 5% of initial_balance',
    'alert a when best_day_profit > 50% of total_profit and trading_days >= 4',
    'alert a when funding_rate > 1bps',
    'objective a trading_days >= 4',
    'objective a balance >= initial_balance + 10% of initial_balance and open_positions = 0',
    'objective a best_day_profit <= 50% of total_profit',
    'alert a when equity > $5_000 because "time to take some out"',
    'limit a position <= 5 HYPE because "we only ever buy too much"',
  ])('is sound: %s', (rule) => {
    expect(codesOfRule(rule)).toEqual([]);
  });

  it.each([
    ['P301', 'limit a order.size <= $500'],
    ['P301', 'limit a order.notional <= 5 HYPE'],
    ['P301', 'limit a order.price * mark <= $500'],
    ['P301', 'reduce-only a when spread > 10s'],
    ['P301', 'reduce-only a when equity / 10s > 3'],
    ['P302', 'limit a order.notional <= 5%'],
    ['P302', 'limit a order.price <= 5%'],
    ['P302', 'limit a |position| <= 50bps'],
    ['P302', 'reduce-only a when equity < min(5%, initial_balance)'],
    ['P303', 'reduce-only a when equity < 5% of initial_balance'],
    ['P303', 'reduce-only a when equity < 95% * initial_balance'],
    ['P303', 'reduce-only a when equity < day_pnl'],
    ['P304', 'reduce-only a when equity + balance < $5'],
    ['P305', 'limit a exposure <= margin_used'],
    ['P305', 'reduce-only a when equity - exposure < $5'],
    ['P306', 'limit a order.notional <= 500'],
    ['P306', 'limit a order.price within 5 of mark'],
    ['P306', 'pause a when age(mark) > 7 until <= 3s'],
    ['P309', 'alert a when equity = $5'],
    ['P203', 'limit a |position| <= 5 BTC'],
    ['P201', 'limit a order.notinal <= $5'],
    ['P201', 'limit a notional <= $5'],
    ['P201', 'limit a order.size <= Margin_Capacitee'],
    ['P202', 'reduce-only a when account.equity < $5'],
    ['P202', 'reduce-only a when account.mark < $5'],
    ['P401', 'limit a equity > $900 when order.notional > $50'],
    ['P105', 'reduce-only a when during 21:30 to 24:00 UTC'],
    ['P105', 'reduce-only a when during 21:30 to 21:30 UTC'],
    ['P105', 'reduce-only a when during 21:30 to sunday 22:00 UTC'],
    ['P105', 'reduce-only a when during 2026-02-29 00:00 to 2026-03-01 00:00 UTC'],
    ['P105', 'reduce-only a when during 2026-03-02 00:00 to 2026-03-01 00:00 UTC'],
    ['P106', 'reduce-only a when during 21:30 to 22:00 Mars/Olympus'],
    ['P407', 'pause a when during 21:30 to 22:00 UTC until < 5m'],
    ['P301', 'limit a order.notional <= $50 when equity < 5 HYPE'],
    ['P308', 'limit a orders <= 10'],
    ['P308', 'limit a orders <= 0'],
    ['P308', 'pause a when cancels > fills until resumed'],
    ['P301', 'limit a orders <= $10'],
    ['P301', 'limit a orders - cancels <= 10 per 1m'],
    ['P301', 'limit a 2 * orders <= 10 per 1m'],
    ['P301', 'limit a 5% of orders <= 10 per 1m'],
    ['P301', 'limit a open_orders <= 10 per 1m'],
    ['P301', 'limit a orders <= min(10 per 1m, 3 per 1s)'],
    ['P301', 'limit a orders within 5% of 10 per 1m'],
    ['P309', 'alert a when fills = 3 per 1m'],
    ['P104', 'limit a orders <= 2.5 per 1m'],
    ['P107', 'limit a orders <= 2 per 0s'],
    ['P702', 'limit a orders <= 10_001 per 1m'],
    ['P702', 'limit a orders <= 10 per 2d'],
    ['P401', 'limit a cancels <= 10 per 1m'],
    ['P402', 'pause a when order.duplicates > 3 per 1m until resumed'],
    ['P403', 'limit a orders >= 10 per 1m'],
    ['P404', 'reduce-only a when net_exposure > $500'],
    ['P404', 'reduce-only a when position_difference > 1 HYPE'],
    ['P301', 'limit a open_positions <= $3'],
    ['P303', 'alert a when total_profit > initial_balance'],
    ['P401', 'limit a equity >= $900'],
    ['P402', 'objective a order.price > $5'],
    ['P403', 'objective a balance <= $1_100'],
    ['P409', 'objective a trading_days >= 4 for 5s'],
    ['P409', 'objective a trading_days >= 4 until < 2'],
    ['P409', 'objective a trading_days >= 4 then flatten'],
    ['P415', 'objective a profitable_days >= 3'],
    ['P419', 'pause a when objectives_left = 0 until resumed'],
    ['P419', 'objective a objectives_left < 2'],
    ['P501', 'objective a trading_days < 0'],
    ['P502', 'objective a trading_days >= 0'],
    ['P401', 'limit a age(mark) <= 3s'],
    ['P402', 'kill a when order.price > $5'],
    ['P402', 'pause a when equity < $950 until order.price > $5'],
    ['P403', 'kill a when equity > $900'],
    ['P403', 'limit a open_orders >= 3'],
    ['P403', 'reduce-only a when equity > $9 and margin_utilization > 50%'],
    ['P404', 'reduce-only a when position > 5 HYPE'],
    ['P406', 'pause a when age(mark) > 7s until <= 8s'],
    ['P406', 'pause a when age(mark) > 7s until > 3s'],
    ['P406', 'pause a when age(mark) >= 7s until <= 7s'],
    ['P406', 'reduce-only a when liquidation_buffer < 0.5 until >= 0.4'],
    ['P407', 'pause a when order.price within 5% of mark until < $5'],
    ['P409', 'limit a open_orders <= 3 until < 2'],
    ['P409', 'limit a open_orders <= 3 for 5s'],
    ['P409', 'alert a when equity < $950 until > $960'],
    ['P409', 'reduce-only a when equity < $950 then flatten'],
    ['P104', 'limit a order.notional <= $007'],
    ['P104', 'limit a order.notional <= $10_00'],
    ['P104', 'limit a order.notional <= $1234567890123456789'],
    ['P107', 'kill a when age(book) > 0.5ms'],
    ['P702', 'kill a when age(book) > 31d'],
  ])('earns %s: %s', (code, rule) => {
    expect([...new Set(codesOfRule(rule))]).toEqual([code]);
  });

  it('may bear the name of one in another place, but not of one beside it', () => {
    const inMarket = policyWith({
      market: ['leverage 10x', 'limit a open_orders <= 3'],
      rules: ['limit a open_orders <= 5'],
    });
    expect(codesOf(inMarket)).toEqual([]);
    expect(codesOfRule('limit a open_orders <= 3', 'alert a when spread > 5%')).toEqual(['P208']);
  });

  it('needs the clock that its release or its `when` goes by', () => {
    const account = ['initial-balance $1_000', 'withdrawals count-as-loss'];
    const codesWithout = (rule: string): readonly string[] =>
      codesOf(policyWith({ account, rules: [rule] }));
    expect(codesWithout('reduce-only a when equity < $950 until day reset')).toEqual(['P415']);
    expect(codesWithout('limit a open_orders <= 3 when time_to_reset < 1h')).toEqual(['P415']);
    expect(codesWithout('alert a when trading_days > 3')).toEqual(['P415']);
  });

  it('needs an exit band where it flattens', () => {
    expect(codesOfRule('kill a when equity < $900 then flatten')).toEqual(['P414']);
  });

  it('stands in the market of its coin', () => {
    const source = policyWith({ market: ['leverage 10x', 'limit a |position| <= 5 BTC'] });
    const both = `${source}market BTC {\n  leverage 10x\n}\n`;
    expect(codesOf(both)).toEqual(['P307']);
    expect(codesOf(both.replace('5 BTC', '5 HYPE'))).toEqual([]);
  });
});
