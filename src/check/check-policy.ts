/** The passes of the checker, stage by stage. */
import type { ProblemList, Span } from '../diagnostic/index.js';
import type { PolicyFileNode } from '../syntax/index.js';
import type { CheckedPolicy } from './checked-policy.js';
import { judgeRules, livelyRules } from './judged-rule.js';
import { reportAlwaysTrue } from './report-always-true.js';
import { reportBlindFlatten } from './report-blind-flatten.js';
import { reportClauses } from './report-clauses.js';
import { reportContradictoryLimits } from './report-contradictory-limits.js';
import { reportDuplicateRules } from './report-duplicate-rules.js';
import { reportKillBeforeReduce } from './report-kill-before-reduce.js';
import { reportMissingAnchors } from './report-missing-anchors.js';
import { reportMissingKills } from './report-missing-kills.js';
import { reportMissingSettings } from './report-missing-settings.js';
import { reportNeverReleases } from './report-never-releases.js';
import { reportNeverTrue } from './report-never-true.js';
import { reportOrderScope } from './report-order-scope.js';
import { reportShadowed } from './report-shadowed.js';
import { reportUntilOverlap } from './report-until-overlap.js';
import { reportWrongSide } from './report-wrong-side.js';
import { resolveAccount, resolveStaleAfter } from './resolve-account.js';
import { resolveMarkets } from './resolve-markets.js';
import { resolveRules } from './resolve-rules.js';
import { resolveStatements } from './resolve-statements.js';
import { resolveTests } from './resolve-tests.js';

/** The checked policy; null where `problems` has an error afterwards. */
export function checkPolicy(file: PolicyFileNode, problems: ProblemList): CheckedPolicy | null {
  // Names: what stands where, under which name.
  const statements = resolveStatements(file, problems);
  reportDuplicateRules(statements, problems);
  reportClauses(statements, problems);

  // Values: settings in their form, rules in their units.
  const { account, writtenKeys } = resolveAccount(statements, problems);
  const staleAfter = resolveStaleAfter(statements, problems);
  const markets = resolveMarkets(statements, problems);
  const rules = resolveRules(statements, problems);
  const { name, language } = statements;
  const venue = statements.venue ?? { kind: 'embedded' };
  const coins = statements.markets.map(({ coin }) => coin);
  const tests = resolveTests(statements.tests, { problems, coins, rules, account });
  const policy: CheckedPolicy = {
    name,
    language,
    venue,
    account,
    staleAfter,
    markets,
    rules,
    tests,
  };

  // Sense: rules that cannot do what they are for.
  reportOrderScope(policy, problems);
  reportWrongSide(policy, problems);
  reportUntilOverlap(policy, problems);
  reportBlindFlatten(policy, problems);

  // Whole: what is not there. Asked only where every line could be read.
  if (statements.isWhole) {
    const header = headerSpan(file);
    reportMissingSettings(statements, writtenKeys, header, problems);
    reportMissingAnchors(policy, writtenKeys, problems);
    if (rules.length === statements.rules.length) reportMissingKills(policy, header, problems);
  }

  // Effect: rules that are sound one by one, but can never decide anything, or always do.
  const judged = judgeRules(policy, problems);
  reportNeverTrue(judged, problems);
  reportAlwaysTrue(judged, problems);
  const lively = livelyRules(judged);
  reportNeverReleases(lively, problems);
  reportShadowed(lively, problems);
  reportContradictoryLimits(lively, problems);
  reportKillBeforeReduce(lively, problems);
  return problems.hasErrors ? null : policy;
}

function headerSpan(file: PolicyFileNode): Span {
  const header = file.entries.find((entry) => entry.kind === 'header');
  return header?.span ?? { start: 0, end: 1 };
}
