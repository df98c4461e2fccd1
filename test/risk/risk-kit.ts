/** Policies for a risk manager of Bitcoin and HYPE, and managers that know their account. */
import { createRiskManager, type RiskManager } from '../../src/risk/index.js';
import { compile } from '../engine/engine-kit.js';

export const AT = 1_790_000_000_000;

export function riskPolicy(rules: string) {
  return compile(`policy desk
language 1

venue embedded

account {
  initial-balance   $10_000
  day-reset         00:00 UTC
  withdrawals       count-as-loss
  flatten-within    1%
}

market BTC {
  leverage          10x
}

market HYPE {
  leverage          5x
}

${rules}
`);
}

/** Flat with $10,000, BTC at 50,000 and HYPE at 25. */
export function riskManager(
  rules: string,
  options: { readonly isDecimalOnly?: boolean; readonly equity?: number } = {},
): RiskManager {
  const { isDecimalOnly = false, equity = 10_000 } = options;
  const risk = createRiskManager(riskPolicy(rules), { at: AT, isDecimalOnly });
  risk.updateAccount({ equity });
  risk.updatePrice('BTC', 50_000);
  risk.updatePrice('HYPE', 25);
  return risk;
}
