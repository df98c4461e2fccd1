/** A coin that no `market` block declares. */
import { nearestName, type Span } from '../diagnostic/index.js';
import type { RuleScope } from './rule-scope.js';

export function reportUnknownMarket(coin: string, span: Span, scope: RuleScope): void {
  // Which market a rule watches is not for a tool to guess: only the case may be wrong.
  const meant = scope.declaredCoins.filter((known) => known.toLowerCase() === coin.toLowerCase());
  const near = nearestName(coin, scope.declaredCoins);
  scope.problems.report('P203', span, `there is no market \`${coin}\` in this policy`, {
    hint:
      near === null
        ? `declare it: \`market ${coin} {\` with a \`leverage\` in it`
        : `did you mean \`${near}\`?`,
    edits: meant.length === 1 ? meant.map((replacement) => ({ ...span, replacement })) : [],
  });
}
