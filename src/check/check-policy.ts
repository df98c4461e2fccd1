/** The passes of the checker, stage by stage. */
import { ProblemList, type Span } from '../diagnostic/index.js';
import type { PolicyFileNode } from '../syntax/index.js';
import { addEnvironment } from './add-environment.js';
import { applyWaivers } from './apply-waivers.js';
import { checkTestsFile } from './check-tests-file.js';
import type { CheckedPolicy, CheckedRule, CheckedSettings } from './checked-policy.js';
import type { CheckedTest } from './checked-test.js';
import { composeSizing } from './compose-sizing.js';
import {
  flattenBlocks,
  phasesOf,
  reportPhases,
  reportUnknownPhases,
  rulebooksOf,
} from './flatten-blocks.js';
import { judgeRules, livelyRules } from './judged-rule.js';
import { loadUnits, type Unit, unitsOf } from './load-units.js';
import type { PresetLibrary } from './preset-library.js';
import { coinsOfPreset, standInAccount, standInMarkets } from './preset-stand-in.js';
import { reportAlwaysTrue } from './report-always-true.js';
import { reportBlindFlatten } from './report-blind-flatten.js';
import { reportClauses } from './report-clauses.js';
import { reportContradictoryLimits } from './report-contradictory-limits.js';
import { reportDuplicateRules } from './report-duplicate-rules.js';
import { reportKillBeforeReduce } from './report-kill-before-reduce.js';
import { reportLooserRules } from './report-looser-rules.js';
import { reportMissingAnchors } from './report-missing-anchors.js';
import { reportMissingKills } from './report-missing-kills.js';
import { reportMissingSettings } from './report-missing-settings.js';
import { reportNeverReleases } from './report-never-releases.js';
import { reportNeverTrue } from './report-never-true.js';
import { reportObjectiveCounts } from './report-objective-counts.js';
import { reportOrderScope } from './report-order-scope.js';
import { reportQuotesWithoutStop } from './report-quotes-without-stop.js';
import { reportShadowed } from './report-shadowed.js';
import { reportUntilOverlap } from './report-until-overlap.js';
import { reportWrongSide } from './report-wrong-side.js';
import { resolveAccount, resolveStaleAfter } from './resolve-account.js';
import { resolveBooks } from './resolve-books.js';
import { boundStandIns, resolveMarkets } from './resolve-markets.js';
import { resolveRules } from './resolve-rules.js';
import { resolveStatements } from './resolve-statements.js';
import { resolveTests } from './resolve-tests.js';
import { type IsSettingWaived, waivedAt, waiverEnds } from './setting-waivers.js';

/** The library of presets, and the day that waivers and rulebooks are judged by. */
export interface Composition {
  readonly library: PresetLibrary;
  /** Days since 1970-01-01 UTC; null where no date is judged, as in a replay. */
  readonly today: number | null;
}

/**
 * The checked policy; null where `problems` has an error afterwards, and for a preset, which does
 * not run by itself. `presetPhases` are what a preset's own tests are played to: it with a market
 * and an account that stand in, once with each of its phases.
 */
export interface CheckedFile {
  readonly policy: CheckedPolicy | null;
  readonly presetPhases: readonly CheckedPolicy[];
}

export function checkPolicy(
  file: PolicyFileNode,
  problems: ProblemList,
  composition: Composition,
): CheckedFile {
  const header = file.entries.find((entry) => entry.kind === 'header');
  if (header?.word === 'preset') {
    const presetPhases = checkPreset(file, problems, composition, null);
    return { policy: null, presetPhases: problems.hasErrors ? [] : presetPhases };
  }
  // Names: what stands where, under which name.
  reportPhases(file, problems);
  const flat = flattenBlocks(file, null, composition.today, problems);
  const statements = resolveStatements(flat, problems, { kind: 'policy' });
  const coins = [...new Set(statements.markets.map(({ coin }) => coin))];
  const rulebooks = rulebooksOf(file);
  const policyUnit = { preset: null, statements, problems, use: null, rulebooks };
  const own = loadUnits(policyUnit, statements.name, { ...composition, coins });
  const units = unitsOf(own);
  const policy = resolvePolicy(own, units, composition.today, null);

  // Sense and effect, file by file: what is said of a rule is said where it stands.
  for (const unit of units) checkRules(unit, policy);
  if (units.every((unit) => unit.statements.isWhole)) {
    reportMissing(policy, units, header?.span ?? { start: 0, end: 1 });
  }
  for (const unit of units) checkEffects(unit, policy);
  for (const unit of units.slice(1)) problems.absorb(unit.problems);
  const { environment } = composition.library;
  const whole =
    environment === undefined
      ? policy
      : addEnvironment(policy, environment, policy.writtenKeys, problems);
  return { policy: problems.hasErrors ? null : whole, presetPhases: [] };
}

interface ResolvedPolicy extends CheckedPolicy {
  readonly writtenKeys: ReadonlySet<string>;
}

/** Values: settings in their form, rules in their units. */
function resolvePolicy(
  own: Unit,
  units: readonly Unit[],
  today: number | null,
  standIns: readonly string[] | null,
): ResolvedPolicy {
  const { statements, problems } = own;
  const { name, language } = statements;
  for (const unit of units) {
    reportDuplicateRules(unit.statements, unit.problems);
    reportClauses(unit.statements, unit.problems);
  }
  const coins = standIns ?? [...new Set(statements.markets.map(({ coin }) => coin))];
  const waivers = applyWaivers(rulesInOrder(own, coins), units, today);
  const { rules } = waivers;
  const first = resolveValues(units, standIns, waivedAt(waivers.settings, null));
  const laterSettings = waiverEnds(waivers.settings).map((from) => {
    // What is wrong was told of the first: afterwards the tighter setting of the preset is back.
    const quiet = units.map((unit) => ({ ...unit, problems: new ProblemList(unit.problems.file) }));
    const { settings } = resolveValues(quiet, standIns, waivedAt(waivers.settings, from));
    return { ...settings, from };
  });
  reportLooserRules(rules, first.settings.books, problems);
  const { account } = first.settings;
  return {
    name,
    language,
    venue: statements.venue ?? { kind: 'embedded' },
    ...first.settings,
    laterSettings,
    rules,
    presets: units.flatMap(({ preset }) => (preset === null ? [] : [preset])),
    tests: resolveTests(statements.tests, { problems, coins, rules, account }),
    writtenKeys: first.writtenKeys,
  };
}

/** All settings, with those of presets but for what is waived. */
function resolveValues(
  units: readonly Unit[],
  standIns: readonly string[] | null,
  isWaived: IsSettingWaived,
): { readonly settings: CheckedSettings; readonly writtenKeys: ReadonlySet<string> } {
  const resolved = resolveAccount(units, isWaived);
  const { writtenKeys } = resolved;
  const account = standIns === null ? resolved.account : standInAccount(resolved.account);
  const markets =
    standIns === null
      ? resolveMarkets(units, isWaived)
      : boundStandIns(standInMarkets(standIns), units);
  const books = resolveBooks(units, account, isWaived);
  return {
    settings: {
      account,
      books,
      staleAfter: resolveStaleAfter(units, isWaived),
      markets: composeSizing(markets, units, isWaived),
    },
    writtenKeys,
  };
}

/** The rules of a file in line order, those of a preset where it is used. */
function rulesInOrder(unit: Unit, coins: readonly string[]): readonly CheckedRule[] {
  const own = resolveRules(unit, coins).map((rule) => ({ at: rule.span.start, rules: [rule] }));
  const used = unit.uses.map((inner) => ({
    at: inner.use?.span.start ?? 0,
    rules: rulesInOrder(inner, coins),
  }));
  return [...own, ...used].toSorted((a, b) => a.at - b.at).flatMap(({ rules }) => rules);
}

/** A file of tests beside what it tests. */
export interface TestsBeside {
  readonly tree: PolicyFileNode;
  readonly problems: ProblemList;
}

/**
 * A preset by itself, once with each of its phases, with the tests of a file `beside` it, or with
 * its own where that is null.
 */
export function checkPreset(
  file: PolicyFileNode,
  problems: ProblemList,
  composition: Composition,
  beside: TestsBeside | null,
): readonly CheckedPolicy[] {
  const phases = phasesOf(file);
  if (beside !== null) reportUnknownPhases(beside, phases);
  const coins = coinsOfPreset(beside === null ? [file] : [file, beside.tree]);
  const played = new Set<number>();
  const checked: CheckedPolicy[] = [];
  const rulebooks = rulebooksOf(file);
  for (const phase of phases.length === 0 ? [null] : phases) {
    const inner = new ProblemList(problems.file);
    const flat = flattenBlocks(file, phase, composition.today, inner);
    const statements = resolveStatements(flat, inner, { kind: 'preset', coins });
    const text = { name: statements.name, reference: '', file: problems.file, source: '' };
    const unit = { preset: text, statements, problems: inner, use: null, rulebooks };
    const own = loadUnits(unit, statements.name, { ...composition, coins });
    const units = unitsOf(own);
    const policy = resolvePolicy(own, units, composition.today, coins);
    checkRules(own, policy);
    checkEffects(own, policy);
    problems.absorb(inner);
    // What stands outside of all phases is played once.
    const all = beside === null ? policy.tests : checkTestsBeside(beside, phase, policy);
    const tests = all.filter(({ span }) => !played.has(span.start));
    for (const { span } of tests) played.add(span.start);
    checked.push({ ...policy, tests });
  }
  return checked;
}

function checkTestsBeside(
  { tree, problems }: TestsBeside,
  phase: string | null,
  policy: CheckedPolicy,
): readonly CheckedTest[] {
  const inner = new ProblemList(problems.file);
  const tests = checkTestsFile(flattenBlocks(tree, phase, null, inner), policy, inner);
  problems.absorb(inner);
  return tests;
}

/** Rules that cannot do what they are for. */
function checkRules(unit: Unit, policy: CheckedPolicy): void {
  const { problems } = unit;
  const part = partOf(policy, unit);
  reportOrderScope(part, problems);
  reportObjectiveCounts(part, policy.rules, problems);
  reportWrongSide(part, problems);
  reportUntilOverlap(part, problems);
  reportBlindFlatten(part, problems);
}

/**
 * Rules that are sound one by one, but can never decide anything, or always do. Those of a policy
 * are held against those of its presets too.
 */
function checkEffects(unit: Unit, policy: CheckedPolicy): void {
  const { problems, preset } = unit;
  const beside = preset === null ? policy : partOf(policy, unit);
  const all = judgeRules(beside, preset, problems);
  const own = all.filter(({ rule }) => rule.preset === preset);
  reportNeverTrue(own, problems);
  reportAlwaysTrue(own, problems);
  const lively = new Set(livelyRules(own));
  const livelyBeside = livelyRules(all);
  reportNeverReleases([...lively], problems);
  reportShadowed(lively, livelyBeside, problems);
  reportContradictoryLimits(lively, livelyBeside, problems);
  reportKillBeforeReduce(lively, livelyBeside, problems);
  if (preset === null && !problems.hasErrors) reportQuotesWithoutStop(policy, problems);
}

/** What is not there, asked only where every line could be read. */
function reportMissing(policy: ResolvedPolicy, units: readonly Unit[], header: Span): void {
  const [own] = units;
  if (own === undefined) return;
  const { writtenKeys } = policy;
  reportMissingSettings(own.statements, writtenKeys, header, own.problems);
  for (const unit of units) {
    reportMissingAnchors(partOf(policy, unit), writtenKeys, unit.problems);
    const flattens = unit.statements.rules.some(({ rule }) => rule.flatten !== null);
    if (unit.use === null || !flattens || writtenKeys.has('flatten-within')) continue;
    const message = `\`${unit.preset?.name ?? ''}\` flattens, which needs \`flatten-within\``;
    own.problems.report('P414', unit.use.preset.span, message, {
      hint: 'add to `account` how far from mark an exit may trade: `flatten-within 1%`',
    });
  }
  const written = units.reduce((sum, { statements }) => sum + statements.rules.length, 0);
  if (policy.rules.length === written) reportMissingKills(policy, header, own.problems);
}

/** The policy with the rules of one file only. */
function partOf(policy: CheckedPolicy, { preset }: Unit): CheckedPolicy {
  const rules = policy.rules.filter((rule) => rule.preset === preset);
  return { ...policy, rules };
}
