/** A policy of one market explained for an account, with what a test does not write filled in. */
import { decimal, ZERO } from '../../src/base/index.js';
import { compilePolicyText, type CompiledPolicy } from '../../src/compile/index.js';
import { type Explanation, explainPolicy } from '../../src/explain/index.js';
import { explainFigure, formatSpan } from '../../src/cli/figure.js';
import { policyText } from '../engine/engine-kit.js';
import { referenceInstruments } from '../../src/simulator/index.js';

export const AT = Date.UTC(2026, 10, 23, 12);

export function compile(rules: string): CompiledPolicy {
  const { policy, diagnostics } = compilePolicyText(
    'test.policy',
    policyText(rules, { quote: '' }),
  );
  if (policy === null) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return policy;
}

/** HYPE at 10x, flat, at its best. */
export function explain(
  rules: string,
  account: { readonly equity: string; readonly mark: string | null },
): Explanation {
  const { equity, mark } = account;
  const market =
    mark === null
      ? []
      : [{ mark: decimal(mark), oracle: null, bid: null, ask: null, fundingRate: ZERO }];
  return explainPolicy(
    compile(rules),
    {
      at: AT,
      equity: decimal(equity),
      markets: new Map(market.map((each) => ['HYPE', each])),
      positions: [],
      orders: [],
      anchors: {},
      consecutiveErrors: 0,
      consecutiveLosses: 0,
    },
    {
      instruments: referenceInstruments.filter(({ coin }) => coin === 'HYPE'),
      figure: explainFigure,
      span: formatSpan,
    },
  );
}
