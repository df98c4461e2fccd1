import { describe, expect, it } from 'vitest';
import { play, POLICY, unmetBy } from './rehearsal-kit.js';

describe('the account of a test', () => {
  it('is flat, active and fresh, with every level at the initial balance', () => {
    const lines = `
      expect state active
      expect room day-loss $500
      expect room drawdown $800
      expect room exposure $40_000
      expect no reduce-only near-liquidation
      expect allow buy 10 HYPE at $100`;
    expect(unmetBy(lines)).toEqual([]);
  });

  it('stays fresh for as long as the test lasts', () => {
    expect(unmetBy('at 30m expect state active')).toEqual([]);
  });

  it('lets cash follow the equity, and puts the difference elsewhere where both are given', () => {
    const followed = 'given equity $9_400\nexpect kill day-loss\nexpect no kill drawdown';
    const both = `
      given balance $10_400, equity $9_800
      expect room day-loss $300
      expect room drawdown $600`;
    expect(unmetBy(followed)).toEqual([]);
    expect(unmetBy(both)).toEqual([]);
  });

  it('has its anchors where they are given, whatever the rules would have said on the way', () => {
    const lines = `
      given initial_balance $200_000, day_start_balance $194_494.96, equity $195_159.09
      given peak_equity $195_500, peak_balance $210_000
      expect state active`;
    const { tests } = play(`\ntest "t" {\n${lines.replace('$195_500', '$200_000')}\n}\n`);
    expect(tests[0]?.unmet.map(({ got }) => got)).toEqual([
      'halted by drawdown since 0s (equity < peak_equity - $800: $195,159.09 against $199,200.00)',
    ]);
    const room = `
      given initial_balance $200_000, day_start_balance $194_494.96, equity $199_500
      expect room day-loss $15_005.04
      expect state active`;
    expect(unmetBy(room)).toEqual([]);
  });

  it('carries margin that no declared position uses', () => {
    const lines = `
      given equity $10_000, margin_used $8_500
      given HYPE.mark $27.11, HYPE.position 12 HYPE
      expect reduce-only over-margin-utilization
      expect state reducing
      expect deny buy 1 HYPE at $27.00 by over-margin-utilization
      expect allow sell 5 HYPE at $27.20
      expect clip sell 20 HYPE at $27.20 to 12 HYPE
      expect room exposure $39_674.68`;
    expect(unmetBy(lines)).toEqual([]);
  });

  it('takes an entry price and a liquidation price of a position', () => {
    const lines = `
      given HYPE.mark $27, HYPE.position 10 HYPE, HYPE.entry_price $30
      given HYPE.liquidation_price $26.5
      expect reduce-only HYPE.near-liquidation
      expect room day-loss $470`;
    expect(unmetBy(lines)).toEqual([]);
  });

  it('counts errors in a row that are given', () => {
    expect(unmetBy('given consecutive_errors 5\nexpect pause error-streak')).toEqual([]);
    expect(unmetBy('given consecutive_errors 4\nexpect no pause error-streak')).toEqual([]);
  });
});

describe('what is not known', () => {
  it('denies growth, passes reduction and kills nothing where equity is stale', () => {
    const lines = `
      given HYPE.mark $27.11, HYPE.position 12 HYPE, equity stale
      expect state reducing
      expect unknown drawdown
      expect no kill drawdown
      expect deny buy 1 HYPE at $27.00 by order-size
      expect allow sell 12 HYPE at $27.20
      at 5m expect no kill day-loss`;
    expect(unmetBy(lines)).toEqual([]);
  });

  it('is a mark that just got too old, and ages on', () => {
    const lines = `
      given HYPE.mark stale
      expect pause HYPE.stale-quotes
      expect state active in BTC
      at 22s expect no kill feed-lost
      at 23s expect kill feed-lost`;
    expect(unmetBy(lines)).toEqual([]);
  });

  it('is a position that was never reconciled', () => {
    const lines = `
      given HYPE.position missing
      expect state reducing
      expect deny buy 1 HYPE at $100 by builtin.position-known
      expect unknown exposure`;
    expect(unmetBy(lines)).toEqual([]);
  });
});

describe('time in a test', () => {
  it('ends a feed with its series, which pauses first and kills later', () => {
    const lines = `
      series HYPE.mark every 1s $27.11 times 10, silent
      at 15s expect state active
      at 17s expect pause stale-quotes
      at 17s expect deny buy 1 HYPE at $27.00
      at 39s expect no kill feed-lost
      at 40s expect kill feed-lost
      at 41s expect refuse re-arm`;
    expect(unmetBy(lines)).toEqual([]);
  });

  it('goes on with the last value of a series that is not silent', () => {
    const lines = `
      given HYPE.position 100 HYPE
      series HYPE.mark every 1s $27 times 3, $24
      at 2s expect no kill day-loss
      at 3s expect room day-loss $200
      at 5m expect room day-loss $200`;
    expect(unmetBy(lines)).toEqual([]);
  });

  it('lets a dwell run and a release wait', () => {
    const lines = `
      at 0s set HYPE.spread 60bps
      at 4s expect state active
      at 6s expect state reducing in HYPE
      at 6s expect state active in BTC
      at 10s set HYPE.spread 1bps
      at 39s expect state reducing in HYPE
      at 41s expect state active in HYPE`;
    expect(unmetBy(lines)).toEqual([]);
  });

  it('starts at a wall clock, and resets the day by it', () => {
    const lines = `
      start 2026-11-02 23:29 Europe/Prague
      given balance $10_400, day_start_balance $9_900, equity $9_850, peak_equity $10_400
      at 30m expect no kill day-loss
      at 30m expect room day-loss $450
      at 32m expect kill day-loss`;
    expect(unmetBy(lines)).toEqual([]);
  });
});

describe('what happens in a test', () => {
  it('moves position and cash by a fill', () => {
    const lines = `
      given HYPE.mark $27, HYPE.position 10 HYPE
      fill sell 10 HYPE at $30
      expect room exposure $40_120
      expect room day-loss $530`;
    expect(unmetBy(lines)).toEqual([]);
  });

  it('rests a submitted order that passes, and counts it', () => {
    const lines = `
      given HYPE.mark $27
      submit buy 2 HYPE at $26 times 3
      expect deny buy 1 HYPE at $26 by open-orders
      operator pause
      expect state paused
      operator resume
      expect state active
      expect allow buy 1 HYPE at $26`;
    expect(unmetBy(lines)).toEqual([]);
  });

  it('flattens by an order of the engine that the venue fills', () => {
    const lines = `
      given HYPE.mark $27, HYPE.position 400 HYPE
      at 5s set HYPE.mark $24.50
      at 5s expect kill drawdown
      at 10s set HYPE.mark $20
      at 10s expect room exposure $36_000`;
    expect(unmetBy(lines)).toEqual([]);
  });

  it('keeps a kill across a restart, and refuses the re-arm while it is true', () => {
    const lines = `
      at 1s set equity $9_400
      at 1s expect kill day-loss
      at 2s restart
      at 2s expect state halted
      at 2s expect refuse re-arm
      at 3s set equity $10_000
      at 4s operator re-arm
      at 4s expect state active`;
    expect(unmetBy(lines)).toEqual([]);
  });

  it('takes a limit of one market for that market only', () => {
    const lines = `
      given BTC.mark $100_000, HYPE.mark $27.11
      expect allow buy 0.02 BTC at $99_900
      expect deny buy 0.021 BTC at $99_900 by BTC.order-notional
      expect allow buy 100 HYPE at $27.00`;
    expect(unmetBy(lines)).toEqual([]);
  });
});

describe('an expectation that is not met', () => {
  it('says what was there instead', () => {
    const lines = `
      series HYPE.mark every 1s $27.11 times 10, silent
      expect state halted
      expect deny buy 1 HYPE at $27
      expect allow buy 300 HYPE at $27
      expect clip buy 1 HYPE at $27 to 1 HYPE
      expect deny buy 300 HYPE at $27 by exposure
      expect room drawdown $799
      expect unknown drawdown
      expect refuse re-arm
      expect kill day-loss
      at 38s expect kill feed-lost
      at 38s expect no pause stale-quotes`;
    expect(unmetBy(lines)).toEqual([
      'at 0s: active',
      'at 0s: allowed',
      'at 0s: denied by order-size (order.notional <= min($5_000, 50% of equity): ' +
        '$8,100.00 against $5,000.00), at most 185.18 HYPE',
      'at 0s: allowed',
      'at 0s: denied by order-size (order.notional <= min($5_000, 50% of equity): ' +
        '$8,100.00 against $5,000.00), at most 185.18 HYPE',
      'at 0s: $800.00: $10,000.00 against $9,200.00',
      'at 0s: equity $10,000.00, kill at < $9,200.00',
      'at 0s: active; equity $10,000.00, kill at < $9,500.00',
      'at 38s: paused by stale-quotes since 16s (age(mark) > 7s: 7.2s against 7s); ' +
        'age(mark) 29s, kill at > 30s',
      'at 38s: paused by stale-quotes since 16s (age(mark) > 7s: 7.2s against 7s)',
    ]);
  });
});

describe('the coverage of a rehearsal', () => {
  it('counts a comparison once it was seen true and false, an `until` while its rule is tripped', () => {
    const { coverage } = play(`
test "t" {
  at 1s set HYPE.spread 60bps
  at 7s set HYPE.spread 1bps
  at 9s expect allow buy 1 HYPE at $100
  at 9s expect deny buy 60 HYPE at $100
}
`);
    const seen = coverage.comparisons
      .filter(({ isSeenTrue, isSeenFalse }) => isSeenTrue && isSeenFalse)
      .map(({ rule, part }) => `${rule} ${part}`);
    expect(seen).toEqual(['order-size condition', 'wide-market condition', 'wide-market until']);
    expect(coverage.seenBothWays).toBe(3);
  });
});

describe('rules that look at the clock', () => {
  it('are judged at the time of the test', () => {
    const rules = 'limit session order.notional <= $10 when during 21:00 to 22:00 UTC\n';
    const { tests } = play(
      `
test "t" {
  start 2026-03-04 21:30 UTC
  expect deny buy 1 HYPE at $100 by session
  at 31m expect allow buy 1 HYPE at $100
}
`,
      `${POLICY}\n${rules}`,
    );
    expect(tests.map(({ unmet }) => unmet)).toEqual([[]]);
  });
});

describe('objectives in a test', () => {
  const GOALS = `
objective    target                   balance >= initial_balance + 10% of initial_balance and open_positions = 0
objective    days                     trading_days >= 1
objective    calm                     spread < 20bps
pause        passed                   when objectives_left = 0 until resumed
`;
  const unmet = (lines: string): readonly string[] =>
    play(`\ntest "t" {\n${lines}\n}\n`, POLICY + GOALS).tests.flatMap((test) =>
      test.unmet.map(({ got }) => got),
    );

  it('are met and open as the account goes', () => {
    const lines = `
      given HYPE.mark $100, HYPE.spread 1bps, BTC.spread 1bps, balance $11_000, equity $11_000
      expect objective target met
      expect objective days open
      at 1s fill buy 1 HYPE at $100
      at 1s expect objective days met
      at 1s expect objective target open
      at 2s fill sell 1 HYPE at $100
      at 2s expect objective target met
      at 2s expect pause passed
      at 2s expect state paused`;
    expect(unmet(lines)).toEqual([]);
  });

  it('are met where every market meets them, and open where one does not say', () => {
    expect(unmet('given HYPE.spread 1bps, BTC.spread 30bps\nexpect objective calm open')).toEqual(
      [],
    );
    expect(
      unmet('given HYPE.spread 1bps, BTC.spread 30bps\nexpect objective HYPE.calm met'),
    ).toEqual([]);
    expect(unmet('given HYPE.mid missing\nexpect objective calm open')).toEqual([]);
  });

  it('tell what is there instead', () => {
    const lines = 'given equity $10_400\nexpect objective target met\nexpect objective days met';
    expect(unmet(lines)).toEqual([
      'open: balance >= initial_balance + 10% of initial_balance: $10,400.00 against $11,000.00',
      'open: trading_days >= 1: 0 against 1',
    ]);
    expect(unmet('given equity $11_000\nexpect objective target open')).toEqual(['met']);
  });

  it('count for coverage', () => {
    const lines = 'expect objective target open\nat 1s set equity $11_000\nexpect state active';
    const { coverage } = play(
      `\ntest "t" {\n${lines.replace('\nexpect', '\nat 1s expect')}\n}\n`,
      POLICY + GOALS,
    );
    const seen = coverage.comparisons.find(({ rule }) => rule === 'target');
    expect(seen).toMatchObject({ isSeenTrue: true, isSeenFalse: true });
  });
});
