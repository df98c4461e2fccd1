/** A position out of hand ends in a kill that survives restarts; an ordinary one does not. */
import { afterEach, describe, expect, it } from 'vitest';
import { LiveKit, policyText, scriptedMarket, START_MS } from './live-kit.js';
import { compilePolicy } from './trade-on.js';

let kit: LiveKit | null = null;
afterEach(async () => {
  await kit?.close();
  kit = null;
});

const RULES = `reduce-only  over-margin-utilization  when margin_utilization > 80% until < 70%
kill         position-runaway         when |position| > 2 * margin_capacity`;

/** Falls by 2% five seconds in, and comes back after a minute. */
const dip = (second: number): string => (second < 5 || second >= 60 ? '27.11' : '26.57');

describe('a position beyond twice the margin capacity', () => {
  it('kills: orders cancelled, nothing new, across a restart, until a re-arm that is allowed', async () => {
    kit = await LiveKit.open({ cash: '1000', market: scriptedMarket(600, dip) });
    const policy = compilePolicy(policyText(RULES));
    await kit.hold('buy', '350', '27.30');
    const journal = kit.newJournal();

    const killed = await kit.run({ policy, journal, forMs: 50_000 });
    expect(killed.outcome).toMatchObject({
      kind: 'halted',
      rule: 'position-runaway',
      ordersLeft: 0,
    });
    const { server, account, clock } = kit;
    expect(server.exchange.openOrders(account)).toEqual([]);
    expect(killed.view.state).toBe('halted');
    const trip = killed.steps
      .flatMap(([, decisions]) => decisions)
      .find((decision) => decision.kind === 'ruleTripped' && decision.ruleKind === 'kill');
    expect(trip).toMatchObject({ rule: 'position-runaway' });
    const afterTrip = killed.steps.slice(
      killed.steps.findIndex(([, decisions]) => trip !== undefined && decisions.includes(trip)),
    );
    const sentAfter = afterTrip.flatMap(([, decisions]) =>
      decisions.filter((decision) => decision.kind === 'submitOrder'),
    );
    expect(sentAfter).toEqual([]);

    const refused = await kit.run({ policy, journal, reArm: 'too early' });
    expect(refused.outcome.kind).toBe('halted');
    expect(refused.outcome.reason).toContain('re-arm refused');
    expect(clock.nowMs()).toBeLessThan(START_MS + 60_000);

    const restarted = await kit.run({ policy, journal, forMs: 60_000 });
    expect(restarted.view.state).toBe('halted');
    expect(server.exchange.fills(account, 0, Infinity)).toHaveLength(1);
    const anySent = restarted.steps.flatMap(([, decisions]) =>
      decisions.filter((decision) => decision.kind === 'submitOrder'),
    );
    expect(anySent).toEqual([]);

    const reArmed = await kit.run({ policy, journal, reArm: 'margin is back', forMs: 10_000 });
    expect(reArmed.notices.map((notice) => notice.text)).toContain('re-armed');
    expect(reArmed.view.state).not.toBe('halted');
    expect(reArmed.outcome).toMatchObject({ kind: 'stopped', ordersLeft: 0 });
  });

  it('flattens where the kill says so', async () => {
    kit = await LiveKit.open({ cash: '1000', market: scriptedMarket(600, dip) });
    const policy = compilePolicy(policyText(`${RULES} then flatten`));
    await kit.hold('buy', '350', '27.30');
    const killed = await kit.run({ policy, journal: kit.newJournal() });
    expect(killed.outcome).toMatchObject({ kind: 'halted', ordersLeft: 0 });
    expect(kit.server.exchange.account(kit.account, kit.clock.nowMs()).positions).toEqual([]);
  });
});

describe('a position of −16.52 HYPE where the margin allows about 400', () => {
  it('does not kill: the policy goes on quoting both sides', async () => {
    kit = await LiveKit.open({ cash: '2168.80', market: scriptedMarket(120, () => '27.11') });
    const policy = compilePolicy(policyText(RULES, '$2_168.80'));
    await kit.hold('sell', '16.52', '27.00');
    let quotes: readonly [number, number] = [0, 0];
    const { clock, server, account } = kit;
    clock.callAt(clock.nowMs() + 50_000, () => {
      const orders = server.exchange.openOrders(account);
      const count = (side: string): number => orders.filter((each) => each.side === side).length;
      quotes = [count('buy'), count('sell')];
    });
    const run = await kit.run({ policy, journal: kit.newJournal(), forMs: 60_000 });
    expect(run.outcome).toMatchObject({ kind: 'stopped', ordersLeft: 0 });
    expect(run.view.state).toBe('active');
    expect(run.view.markets[0]?.position?.toString()).toBe('-16.52');
    expect(quotes).toEqual([4, 4]);
  });
});
