/** An account that holds what the policy does not want to find is left as it is. */
import { afterEach, describe, expect, it } from 'vitest';
import { decimal } from '../../src/base/index.js';
import { LiveKit, policyText, scriptedMarket } from './live-kit.js';
import { compilePolicy } from './trade-on.js';

let kit: LiveKit | null = null;
afterEach(async () => {
  await kit?.close();
  kit = null;
});

function policyOf(line: string) {
  const text = policyText('limit order-notional order.notional <= $500');
  return compilePolicy(text.replace('account {\n', `account {\n  ${line}\n`));
}

describe('a start beside a position that is not ours', () => {
  it('is refused, each time, and nothing is sent; adopted, it trades on', async () => {
    kit = await LiveKit.open({ cash: '1000', market: scriptedMarket(120) });
    await kit.hold('buy', '20', '27.30');
    const journal = kit.newJournal();
    for (let attempt = 0; attempt < 2; attempt += 1) {
      const refused = await kit.run({
        policy: policyOf('existing-positions refuse'),
        journal,
        forMs: 10_000,
      });
      expect(refused.outcome).toMatchObject({ kind: 'refused', ordersLeft: 0 });
      expect(refused.outcome.reason).toMatch(
        /^start refused: the account holds 20 HYPE from 27\./u,
      );
      const sent = refused.steps
        .flatMap(([, decisions]) => decisions)
        .filter(({ kind }) => kind === 'submitOrder' || kind === 'cancelOrder');
      expect(sent).toEqual([]);
    }
    const adopted = await kit.run({
      policy: policyOf('existing-positions adopt'),
      journal,
      forMs: 10_000,
    });
    expect(adopted.outcome).toMatchObject({ kind: 'stopped', ordersLeft: 0 });
    const kinds = adopted.steps.flatMap(([, decisions]) => decisions.map(({ kind }) => kind));
    expect(kinds).toContain('submitOrder');
  });
});

describe('an order of another bot', () => {
  it('outlives a run beside it, from the start to the end', async () => {
    kit = await LiveKit.open({ cash: '1000', market: scriptedMarket(120) });
    const other = kit.connect();
    await other.setLeverage('HYPE', 10, 'cross');
    const order = { coin: 'HYPE', side: 'buy', price: '20', size: '1' } as const;
    const clientOrderId = `0x${'e'.repeat(32)}`;
    const [outcome] = await other.submit([
      {
        ...order,
        price: decimal(order.price),
        size: decimal(order.size),
        timeInForce: 'gtc',
        reduceOnly: false,
        clientOrderId,
      },
    ]);
    expect(outcome?.kind).toBe('resting');
    await other.close();
    const run = await kit.run({
      policy: policyOf('foreign-orders leave'),
      journal: kit.newJournal(),
      forMs: 20_000,
    });
    expect(run.outcome).toMatchObject({ kind: 'stopped', ordersLeft: 0 });
    const { server, account } = kit;
    const resting = server.exchange.openOrders(account);
    expect(resting).toMatchObject([{ clientOrderId }]);
    const told = run.steps.flatMap(([, decisions]) =>
      decisions.filter(({ kind }) => kind === 'differenceFound'),
    );
    expect(told).toHaveLength(1);
  });
});
