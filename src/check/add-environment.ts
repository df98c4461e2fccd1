/**
 * Limits that the environment of a run adds to its policy. They are a preset like any other by
 * their text, but one that nobody can waive: they come after the waivers, they lower a leverage
 * without a word, and what the policy says beside them is no trouble.
 */
import { ProblemList } from '../diagnostic/index.js';
import { parsePolicy } from '../syntax/index.js';
import type { CheckedMarket, CheckedPolicy, CheckedRule } from './checked-policy.js';
import { ENVIRONMENT } from './environment-name.js';
import type { Unit } from './load-units.js';
import type { PresetText } from './preset-library.js';
import { reportClauses } from './report-clauses.js';
import { reportMissingAnchors } from './report-missing-anchors.js';
import { reportOrderScope } from './report-order-scope.js';
import { resolveRules } from './resolve-rules.js';
import { resolveSettings } from './resolve-settings.js';
import { resolveStatements } from './resolve-statements.js';
import { rulePathsOf } from './rule-path.js';

/** The policy with what `text` adds; what is wrong with that goes to `problems`. */
export function addEnvironment<Policy extends CheckedPolicy>(
  policy: Policy,
  text: PresetText,
  writtenKeys: ReadonlySet<string>,
  problems: ProblemList,
): Policy {
  const inner = new ProblemList(text.file);
  const tree = parsePolicy(text.source, inner);
  if (tree === null) {
    problems.absorb(inner);
    return policy;
  }
  const coins = policy.markets.map(({ coin }) => coin);
  const statements = resolveStatements(tree, inner, { kind: 'preset', coins });
  const preset = { ...text, name: ENVIRONMENT, reference: ENVIRONMENT };
  const unit: Unit = {
    preset,
    statements,
    problems: inner,
    use: null,
    rulebooks: [],
    uses: [],
  };
  reportClauses(statements, inner);
  const rules = resolveRules(unit, coins).map((rule) => ({
    ...rule,
    waivedUntil: rulePathsOf(rule).map(() => null),
  })) satisfies readonly CheckedRule[];
  const added = { ...policy, rules };
  reportOrderScope(added, inner);
  reportMissingAnchors(added, writtenKeys, inner);
  problems.absorb(inner);
  return {
    ...policy,
    markets: lowerLeverage(policy.markets, unit),
    rules: [...policy.rules, ...rules],
  };
}

function lowerLeverage(
  markets: readonly CheckedMarket[],
  { statements, problems }: Unit,
): readonly CheckedMarket[] {
  return markets.map((market) => {
    const bounds = statements.markets.flatMap(({ coin, block }) => {
      if (coin !== market.coin) return [];
      const settings = block.entries.filter((entry) => entry.kind === 'setting');
      return resolveSettings('market', settings, problems).values.leverage ?? [];
    });
    return { ...market, leverage: Math.min(market.leverage, ...bounds) };
  });
}
