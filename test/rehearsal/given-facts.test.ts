/** Goal: a test may give whatever an account can have been through, and what it sends is counted. */
import { describe, expect, it } from 'vitest';
import { compilePolicyText } from '../../src/compile/index.js';
import { play, POLICY } from './rehearsal-kit.js';

const RULES = `
objective    days                     trading_days >= 4
objective    profitable               profitable_days >= 3
objective    best-day                 best_day_profit <= 40% of total_profit
limit        order-rate               orders <= 3 per 1m
limit        no-duplicates            order.duplicates <= 1 per 2s
limit        position                 |HYPE.position| <= 10 HYPE
reduce-only  over-maintenance         when maintenance_margin > 50% of equity until < 40% of equity
pause        losing-streak            when consecutive_losses >= 3 until 30m later
pause        unresolved-orders        when unresolved_orders > 0 for 10s until = 0
kill         position-mismatch        when |position_difference| > 0 for 5s
`;
const SETTING = '  profitable-day    0.5% of initial_balance\n}';
const WITH_RULES = `${POLICY.replace('}', SETTING)}${RULES}`;

function unmetBy(lines: string): readonly string[] {
  const { tests } = play(`\ntest "t" {\n${lines}\n}\n`, WITH_RULES);
  return tests.flatMap(({ unmet }) => unmet.map(({ atMs, got }) => `at ${atMs / 1000}s: ${got}`));
}

const codesOf = (lines: string, policy = WITH_RULES): readonly string[] =>
  compilePolicyText('t.policy', `${policy}\ntest "t" {\n${lines}\n}\n`).diagnostics.map(
    ({ code }) => code,
  );

describe('the days before a test', () => {
  it('are as many as are given, and a new one counts', () => {
    const lines = `
      given trading_days 3, HYPE.mark $100
      expect objective days open
      at 1s fill buy 1 HYPE at $100
      at 1s expect objective days met`;
    expect(unmetBy(lines)).toEqual([]);
  });

  it('are profitable as often as is given, the day under way included', () => {
    expect(unmetBy('given profitable_days 3\nexpect objective profitable met')).toEqual([]);
    expect(unmetBy('given profitable_days 2\nexpect objective profitable open')).toEqual([]);
    const today = `
      given profitable_days 3, balance $10_050
      expect objective profitable met
      at 1s set balance $10_049
      at 1s expect objective profitable open`;
    expect(unmetBy(today)).toEqual([]);
  });

  it('have a best one, which the day under way may beat', () => {
    const lines = `
      given balance $10_500, day_start_balance $10_400, best_day_profit $200
      expect objective best-day met
      at 1s set balance $10_700
      at 1s expect objective best-day open`;
    expect(unmetBy(lines)).toEqual([]);
    expect(unmetBy('given best_day_profit $1\nexpect objective best-day open')).toEqual([]);
  });
});

describe('trades and margin', () => {
  it('may have been lost in a row, before the test and in it', () => {
    expect(unmetBy('given consecutive_losses 3\nexpect pause losing-streak')).toEqual([]);
    const later = `
      given consecutive_losses 2
      expect no pause losing-streak
      at 5s set consecutive_losses 3
      at 5s expect pause losing-streak
      at 31m expect state active`;
    expect(unmetBy(later)).toEqual([]);
    const counted = `
      given consecutive_losses 2, HYPE.mark $100
      at 1s fill buy 1 HYPE at $100
      at 2s fill sell 1 HYPE at $99
      at 2s expect pause losing-streak`;
    expect(unmetBy(counted)).toEqual([]);
  });

  it('may need a maintenance that no declared position does', () => {
    const lines = `
      given maintenance_margin $5_001, equity $10_000
      expect reduce-only over-maintenance
      expect room over-maintenance $1
      expect room exposure $40_000
      at 5s set maintenance_margin $3_000
      at 5s expect state active`;
    expect(unmetBy(lines)).toEqual([]);
    const beside = `
      given HYPE.mark $100, HYPE.position 5 HYPE, maintenance_margin $5_001
      expect room over-maintenance $1`;
    expect(unmetBy(beside)).toEqual([]);
  });
});

describe('what is unsettled', () => {
  it('stays so until it is set, and its rules wait for their time', () => {
    const lines = `
      given HYPE.position 5 HYPE, HYPE.position_difference 1 HYPE
      at 4s expect no kill position-mismatch
      at 6s expect kill position-mismatch`;
    expect(unmetBy(lines)).toEqual([]);
    const settled = `
      given BTC.position_difference -0.01 BTC
      at 4s set BTC.position_difference 0 BTC
      at 8s expect no kill position-mismatch
      at 8s expect state active`;
    expect(unmetBy(settled)).toEqual([]);
  });

  it('is an order whose reply was lost, which is no error in a row', () => {
    const lines = `
      given HYPE.unresolved_orders 6
      expect no pause error-streak
      at 9s expect no pause unresolved-orders
      at 11s expect pause HYPE.unresolved-orders
      at 11s expect state active in BTC
      at 12s set HYPE.unresolved_orders 0
      at 12s expect state active`;
    expect(unmetBy(lines)).toEqual([]);
    const later = `
      given consecutive_errors 4
      at 2s set HYPE.unresolved_orders 1
      at 2s expect no pause error-streak
      at 13s expect pause unresolved-orders
      at 14s restart
      at 20s expect pause unresolved-orders
      at 40s expect no pause unresolved-orders`;
    expect(unmetBy(later)).toEqual([]);
  });
});

describe('orders that a test sends', () => {
  it('count for rates as those of a run do', () => {
    const lines = `
      given HYPE.mark $27
      at 0s submit buy 0.1 HYPE at $26
      at 1s submit buy 0.1 HYPE at $25 times 2
      at 1s expect no limit order-rate
      at 1s expect deny buy 0.1 HYPE at $24 by order-rate
      at 1s submit buy 0.1 HYPE at $24
      at 1s expect limit order-rate
      at 1s expect allow sell 0.1 BTC at $110
      at 59s expect deny buy 0.1 HYPE at $24 by order-rate
      at 61s expect deny buy 0.1 HYPE at $24 by open-orders`;
    expect(unmetBy(lines)).toEqual([]);
  });

  it('are duplicates of the same, not of others', () => {
    const lines = `
      given HYPE.mark $27
      at 0s submit buy 0.1 HYPE at $26 times 2
      at 1s expect deny buy 0.1 HYPE at $26 by no-duplicates
      at 1s expect allow buy 0.1 HYPE at $25.9
      at 3s expect allow buy 0.1 HYPE at $26`;
    expect(unmetBy(lines)).toEqual([]);
  });

  it('rest, fill and are clipped', () => {
    const lines = `
      given HYPE.mark $27
      submit buy 12 HYPE at $26
      expect no limit order-rate
      expect limit position
      expect deny buy 1 HYPE at $26 by position
      at 1s fill buy 4 HYPE at $26
      at 1s expect clip sell 20 HYPE at $28 to 14 HYPE`;
    expect(unmetBy(lines)).toEqual([]);
  });
});

describe('limits in a test', () => {
  it('are broken by what is there, or deny what is submitted', () => {
    const lines = `
      given HYPE.position 12 HYPE
      expect limit position
      expect no limit order-rate`;
    expect(unmetBy(lines)).toEqual([]);
    expect(unmetBy('given HYPE.position 12 HYPE\nexpect no limit position')).toEqual([
      'at 0s: broken: |HYPE.position| <= 10 HYPE: 12',
    ]);
    expect(unmetBy('expect limit position')).toEqual([
      'at 0s: it denied nothing and is not broken',
    ]);
    expect(codesOf('expect limit losing-streak')).toEqual(['P213']);
  });
});

describe('what is not heard any more', () => {
  it('is stale exactly when the test says so, and known again once it is set', () => {
    const lines = `
      given HYPE.mark $27
      at 9s expect state active
      at 10s set HYPE.mark stale
      at 10s expect pause stale-quotes
      at 10s expect deny buy 1 HYPE at $27
      at 20s set HYPE.mark $27
      at 20s expect no pause stale-quotes
      at 60s expect state active`;
    expect(unmetBy(lines)).toEqual([]);
    const early = `
      given HYPE.position 5 HYPE
      at 2s set HYPE.position stale
      at 2s expect unknown exposure
      at 2s expect state reducing`;
    expect(unmetBy(early)).toEqual([]);
    expect(unmetBy(early.replace('at 2s set', 'at 1s expect state active\nat 2s set'))).toEqual([]);
  });

  it('is missing at once, and grows old from there', () => {
    const lines = `
      given HYPE.mark $27, HYPE.position 5 HYPE
      at 5s set HYPE.mark missing
      at 5s expect unknown exposure
      at 5s expect no pause stale-quotes
      at 13s expect pause stale-quotes
      at 34s expect no kill feed-lost
      at 36s expect kill feed-lost`;
    expect(unmetBy(lines)).toEqual([]);
    const book = `
      at 1s set HYPE.spread missing
      at 1s expect unknown wide-market
      at 2s set HYPE.spread 1bps
      at 2s expect state active`;
    expect(unmetBy(book)).toEqual([]);
    const account = `
      given HYPE.position 5 HYPE
      at 1s set HYPE.position missing
      at 1s expect deny buy 1 HYPE at $27 by builtin.position-known
      at 2s set HYPE.position 5 HYPE
      at 2s expect state active
      at 3s set equity missing
      at 3s expect unknown day-loss
      at 4s set equity $10_000
      at 4s expect state active`;
    expect(unmetBy(account)).toEqual([]);
  });

  it('may be margin, funding and what the venue says of positions', () => {
    expect(unmetBy('given margin_used stale, HYPE.position 5 HYPE\nexpect state reducing')).toEqual(
      [],
    );
    expect(unmetBy('given maintenance_margin stale\nexpect unknown over-maintenance')).toEqual([]);
    expect(unmetBy('given HYPE.funding_rate missing\nexpect state reducing in HYPE')).toEqual([]);
  });
});

describe('facts that contradict each other', () => {
  it.each([
    ['P605', 'given trading_days 0, consecutive_losses 3'],
    ['P605', 'given best_day_profit $0, profitable_days 2'],
    ['P605', 'given best_day_profit $50, balance $10_100, day_start_balance $10_000'],
    ['P605', 'given trading_days 2.5'],
    ['P605', 'given best_day_profit -$5'],
    ['P605', 'given HYPE.unresolved_orders -1'],
    ['P605', 'given maintenance_margin -$1'],
    ['P702', 'given consecutive_losses 1_001'],
    ['P307', 'given HYPE.position_difference 1 BTC'],
    ['P601', 'at 1s set trading_days 3'],
    ['P601', 'at 1s set best_day_profit $3'],
    ['P601', 'given peak_equity stale'],
    ['P601', 'given consecutive_losses missing'],
    ['P601', 'given HYPE.position 5 HYPE, HYPE.entry_price missing'],
    ['P601', 'at 1s set balance missing'],
    ['P601', 'at 1s set consecutive_errors stale'],
  ])('earn %s: %s', (code, line) => {
    expect(codesOf(`${line}\nat 1s expect state active`)).toEqual([code]);
  });

  it('need the setting that they hang on', () => {
    expect(codesOf('given profitable_days 2\nexpect state active', POLICY)).toEqual(['P415']);
  });
});
