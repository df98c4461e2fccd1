/** The policy as a test plays it: orders come from the test, and facts of the file may be given. */
import { type Money, ZERO } from '../base/index.js';
import type { CheckedTest } from '../check/index.js';
import type { CompiledMarket, CompiledPolicy, CompiledSettings } from '../compile/index.js';
import type { Instrument } from '../market/index.js';

const SIZE_DECIMALS = 2;

/**
 * Without quotes of its own, which would stand beside the orders that a test asks about. What a
 * test gives is there before the engine is, and what it submits is ours: both are adopted.
 */
export function rehearsedPolicy(policy: CompiledPolicy, test: CheckedTest): CompiledPolicy {
  const given = test.givens.find(({ name }) => name === 'initial_balance')?.value;
  const isGiven = given !== undefined && given !== 'stale' && given !== 'missing';
  const initialBalance: Money | null = isGiven ? given : policy.account.initialBalance;
  const rehearsed = (settings: CompiledSettings): CompiledSettings => ({
    account: {
      ...settings.account,
      initialBalance,
      existingPositions: 'adopt',
      foreignOrders: 'adopt',
    },
    books: settings.books,
    staleAfter: settings.staleAfter,
    markets: settings.markets.map((market) => ({ ...market, quote: null })),
  });
  const { laterSettings } = policy;
  return {
    ...policy,
    ...rehearsed(policy),
    laterSettings: laterSettings.map((later) => ({ ...rehearsed(later), from: later.from })),
  };
}

/** The same account with nothing to judge it: what came before the test. */
export function withoutRules(policy: CompiledPolicy): CompiledPolicy {
  return { ...policy, rules: [] };
}

/** What the venue says of each market; one it is not known of is made up to fit the policy. */
export function instrumentsFor(
  markets: readonly CompiledMarket[],
  listed: readonly Instrument[],
): readonly Instrument[] {
  return markets.map(({ coin, leverage }, index) => {
    const instrument = listed.find((each) => each.coin === coin);
    if (instrument !== undefined) return instrument;
    const maxLeverage = Math.max(leverage, 1);
    const marginTiers = [{ lowerBound: ZERO, maxLeverage }];
    return { coin, assetId: 1000 + index, sizeDecimals: SIZE_DECIMALS, maxLeverage, marginTiers };
  });
}
