/** The method for a chain and a horizon: whichever is exact and quick there. */
import { assertInvariant } from '../base/index.js';
import { integratedLogRatios } from './integrate-log-ratios.js';
import { type InventoryChain, valueAt } from './inventory-chain.js';
import { logRatiosOf, slowestMode } from './slowest-mode.js';
import { logRatiosByModes } from './sum-modes.js';
import { uniformizationTerms, uniformizedLogRatios } from './uniformize.js';

/** Finding one more mode takes about as long as so many terms of uniformisation. */
const TERMS_PER_MODE = 25;
/** More are slower than integration. */
const TERMS_MAX = 120_000;

/** ln (v_(q+1) / v_q) `seconds` before the end; null for the stationary ones. */
export function chainLogRatios(chain: InventoryChain, seconds: number | null): Float64Array {
  if (!hasTwoLikeSides(chain)) return logRatiosWithin(chain, seconds);
  const middle = chain.terminalLogRatios.length / 2;
  const upper = logRatiosWithin(
    {
      ...chain,
      costs: chain.costs.subarray(middle),
      terminalLogRatios: chain.terminalLogRatios.subarray(middle),
      copies: 2,
    },
    seconds,
  );
  return chain.terminalLogRatios.map((_, i) =>
    i < middle ? -valueAt(upper, middle - 1 - i) : valueAt(upper, i - middle),
  );
}

/** Whether costs and terminal values are the same on both sides of the middle. */
function hasTwoLikeSides({ costs, terminalLogRatios, copies }: InventoryChain): boolean {
  const last = costs.length - 1;
  if (last % 2 === 1 || last === 0 || copies === 2) return false;
  for (let i = 0; i < last / 2; i += 1) {
    if (valueAt(costs, i) !== valueAt(costs, last - i)) return false;
    const mirrored = -valueAt(terminalLogRatios, last - 1 - i);
    if (valueAt(terminalLogRatios, i) !== mirrored) return false;
  }
  return true;
}

/**
 * Over long horizons v is the sum of a few modes; over short ones a power series is shorter. Where
 * the modes cancel out and the series is too long, or the terminal values are too steep for it, the
 * equation is integrated.
 */
function logRatiosWithin(chain: InventoryChain, seconds: number | null): Float64Array {
  if (seconds === null) return logRatiosOf(slowestMode(chain));
  assertInvariant(seconds >= 0 && Number.isFinite(seconds), 'a horizon is at least 0 seconds');
  if (seconds === 0) return chain.terminalLogRatios;
  const slowest = slowestMode(chain);
  const terms = uniformizationTerms(chain, seconds);
  const byModes = logRatiosByModes(chain, slowest, seconds, terms / TERMS_PER_MODE);
  if (byModes !== null) return byModes;
  const bySeries = terms <= TERMS_MAX ? uniformizedLogRatios(chain, seconds, 2 * TERMS_MAX) : null;
  if (bySeries?.every(Number.isFinite) === true) return bySeries;
  return integratedLogRatios(chain, seconds, logRatiosOf(slowest));
}
