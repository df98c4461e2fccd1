/** Goal: a liquidation goes from the venue over the wire into the engine, and the policy halts. */
import { afterEach, describe, expect, it } from 'vitest';
import { decimal } from '../../src/base/index.js';
import type { Decision } from '../../src/engine/index.js';
import { compilePolicy } from '../scenarios/trade-on.js';
import { LiveKit, policyText, scriptedMarket } from '../scenarios/live-kit.js';

let kit: LiveKit | null = null;
afterEach(async () => {
  await kit?.close();
  kit = null;
});

const POLICY = policyText('kill liquidated when account.liquidations > 0 per 1d');

/** A long of 400 for $1,250 of equity, which a fall from 27.11 to `low` does not carry. */
async function runThroughFall(low: string) {
  kit = await LiveKit.open({
    cash: '1250',
    market: scriptedMarket(40, (second) => (second < 20 ? '27.11' : low)),
  });
  await kit.hold('buy', '400', '27.12');
  const run = await kit.run({ policy: compilePolicy(POLICY), journal: kit.newJournal() });
  const decisions: Decision[] = run.steps.flatMap(([, each]) => each);
  const liquidated = run.steps.flatMap(([event]) =>
    event.kind === 'orderFilled' && event.fill.isLiquidation ? event.fill : [],
  );
  return { ...run, decisions, liquidated, exchange: kit.server.exchange, account: kit.account };
}

describe('a session whose account is liquidated', () => {
  it.each([
    ['by an order to the book', '25.1', '25.09'],
    ['by the vault', '24.5', null],
  ])('%s hears the fills, halts by its kill and holds nothing', async (_, low, price) => {
    const run = await runThroughFall(low);
    expect(run.liquidated.length).toBeGreaterThan(0);
    if (price !== null) expect(run.liquidated[0]?.price).toEqual(decimal(price));
    const halted = run.decisions.findLast(({ kind }) => kind === 'tradingStateChanged');
    expect(halted).toMatchObject({ to: 'halted', rule: 'liquidated' });
    expect(run.view).toMatchObject({ state: 'halted', openOrders: 0 });
    expect(run.exchange.account(run.account, 0).positions).toEqual([]);
    expect(run.exchange.openOrders(run.account)).toEqual([]);
    // The fills account for all the money: nothing is left unexplained.
    const equity = run.exchange.account(run.account, 0).equity;
    expect(run.view.equity?.minus(equity).abs().lt('0.01')).toBe(true);
  });
});
