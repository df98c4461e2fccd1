/**
 * Goal: a deposit does not hide a loss, nor does a withdrawal make one, with the whole stack
 * between the venue's ledger and the policy's line.
 */
import { afterEach, describe, expect, it } from 'vitest';
import { decimal } from '../../src/base/index.js';
import type { TradedRun } from './trade-on.js';
import { compilePolicy } from './trade-on.js';
import { LiveKit, policyText, scriptedMarket, START_MS } from './live-kit.js';

let kit: LiveKit | null = null;
afterEach(async () => {
  await kit?.close();
  kit = null;
});

const DAILY_LOSS = 'kill         daily-loss               when equity < day_start_equity - $100';
/** Quotes small, so that most of the cash is free to go. */
const SMALL = `${DAILY_LOSS}\nlimit        order-notional           order.notional <= $50`;
const lowered = (text: string): string => text.replace('count-as-loss', 'lower-anchors');

const kindsOf = ({ steps }: TradedRun): readonly string[] =>
  steps.flatMap(([event]) => (event.kind === 'ledgerUpdated' ? [event.entry.kind] : []));

/** Falls by 1.10 a minute in: 110 of loss on 100 contracts. */
const fall = (second: number): string => (second < 60 ? '27.11' : '26.01');

describe('a deposit', () => {
  it('does not hide a loss', async () => {
    kit = await LiveKit.open({ cash: '1000', market: scriptedMarket(180, fall) });
    await kit.hold('buy', '100', '27.30');
    const { clock, server, account } = kit;
    const refusals: (string | null)[] = [];
    const deposit = (): void => void refusals.push(server.transfer(account, decimal(2_000)));
    clock.callAt(START_MS + 30_000, deposit);
    const policy = compilePolicy(policyText(DAILY_LOSS));
    const run = await kit.run({ policy, journal: kit.newJournal() });
    expect(refusals).toEqual([null]);
    expect(kindsOf(run)).toEqual(['transfer']);
    expect(run.outcome).toMatchObject({ kind: 'halted', rule: 'daily-loss' });
    // There is far more in the account than when the day began.
    expect(run.view.equity?.gt(1_500)).toBe(true);
    expect(run.view.dayPnl?.lt(-100)).toBe(true);
  });

  it('that came while nothing ran does not hide one either', async () => {
    kit = await LiveKit.open({ cash: '1000', market: scriptedMarket(180, fall) });
    await kit.hold('buy', '100', '27.30');
    const { server, account } = kit;
    const journal = kit.newJournal();
    const policy = compilePolicy(policyText(DAILY_LOSS));
    const first = await kit.run({ policy, journal, forMs: 20_000 });
    expect(first.outcome.kind).toBe('stopped');
    expect(server.transfer(account, decimal(2_000))).toBeNull();
    const second = await kit.run({ policy, journal });
    expect(second.outcome).toMatchObject({ kind: 'halted', rule: 'daily-loss' });
    expect(second.view.dayPnl?.lt(-100)).toBe(true);
  });
});

describe('a withdrawal', () => {
  it('makes no loss where the policy lowers its anchors, and one where it does not', async () => {
    for (const [text, kind] of [
      [lowered(policyText(SMALL)), 'stopped'],
      [policyText(SMALL), 'halted'],
    ] as const) {
      kit = await LiveKit.open({ cash: '1000', market: scriptedMarket(90) });
      const { clock, server, account } = kit;
      const refusals: (string | null)[] = [];
      const withdraw = (): void => void refusals.push(server.transfer(account, decimal(-400)));
      clock.callAt(START_MS + 30_000, withdraw);
      const policy = compilePolicy(text);
      const run = await kit.run({ policy, journal: kit.newJournal(), forMs: 60_000 });
      expect(refusals).toEqual([null]);
      expect(run.outcome.kind).toBe(kind);
      if (kind === 'stopped') {
        expect(run.view.state).toBe('active');
        expect(run.view.dayPnl?.abs().lt(1)).toBe(true);
      }
      await kit.close();
    }
    kit = null;
  });
});

describe('funding', () => {
  it('is paid on the hour, and known: the cash of the account adds up', async () => {
    const startMs = START_MS - 30_000;
    function* funded() {
      for (const event of scriptedMarket(120, () => '27.11', startMs)) {
        const isContext = event.kind === 'contextChanged';
        yield isContext ? { ...event, fundingRate: decimal('0.0005') } : event;
      }
    }
    kit = await LiveKit.open({ cash: '1000', market: funded(), startMs });
    await kit.hold('buy', '50', '27.30');
    const policy = compilePolicy(policyText('alert lost when day_pnl < -$500'));
    const run = await kit.run({ policy, journal: kit.newJournal(), forMs: 90_000 });
    const paid = run.steps.flatMap(([event]) =>
      event.kind === 'ledgerUpdated' && event.entry.kind === 'funding' ? [event.entry] : [],
    );
    expect(paid).toMatchObject([{ coin: 'HYPE', time: START_MS }]);
    expect(paid[0]?.amount.isNeg()).toBe(true);
    expect(run.view.state).toBe('active');
    const held = run.steps.flatMap(([, decisions]) =>
      decisions.flatMap((each) => (each.kind === 'tradingStateChanged' ? [each.rule] : [])),
    );
    expect(held).not.toContain('builtin.cash-explained');
  });
});
