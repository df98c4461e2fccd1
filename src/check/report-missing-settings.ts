/** What a policy cannot do without: a venue, a market, an address to trade for, an exit band. */
import type { ProblemList, Span } from '../diagnostic/index.js';
import type { Statements } from './resolve-statements.js';

export function reportMissingSettings(
  statements: Statements,
  writtenKeys: ReadonlySet<string>,
  header: Span,
  problems: ProblemList,
): void {
  const { venue, markets, rules, blocks } = statements;
  if (venue === null) {
    problems.report('P414', header, 'the policy names no venue', {
      hint: 'add `venue embedded`, `venue hyperliquid testnet` or `venue hyperliquid mainnet`',
    });
  }
  if (markets.length === 0) {
    problems.report('P414', header, 'the policy declares no market, so nothing is traded', {
      hint: 'add `market HYPE {` with a `leverage` in it',
    });
  }
  if (venue?.kind === 'hyperliquid' && !writtenKeys.has('address')) {
    problems.report(
      'P414',
      blocks.get('account')?.head.span ?? header,
      '`account` needs its `address`',
      {
        hint: 'add the address of the account that is traded, never a key of it',
      },
    );
  }
  const flatten = rules
    .filter(({ rule }) => rule.effect === 'kill' || rule.effect === 'pause')
    .map(({ rule }) => rule.flatten)
    .find((clause) => clause !== null);
  if (flatten !== undefined && !writtenKeys.has('flatten-within')) {
    problems.report('P414', flatten.span, '`then flatten` needs `flatten-within` in `account`', {
      hint: 'add how far from mark an exit may trade: `flatten-within 1%`',
    });
  }
}
