/** From the text of a policy to what the engine runs. */
import { type TimeMs, unreachable } from '../base/index.js';
import {
  type CheckedPolicy,
  type CheckedRelease,
  type CheckedRule,
  type CheckedTest,
  checkPolicy,
  checkPreset,
  checkTestsFile,
  type Composition,
  NO_PRESETS,
  type PresetLibrary,
  rulePathsOf,
  type UsedPreset,
} from '../check/index.js';
import { type Diagnostic, dropConsequences, ProblemList, SourceText } from '../diagnostic/index.js';
import {
  parsePolicy,
  type PolicyFileNode,
  type StringNode,
  unfoldStatements,
} from '../syntax/index.js';
import { compileCondition } from './compile-expression.js';
import { bookKeysOf, compileSettings, type PlaceOf } from './compile-settings.js';
import type { CompiledPolicy, CompiledRule, Place, Release } from './compiled-policy.js';

const DAY_MS = 86_400_000;

export interface CompileResult {
  /** Null where there is an error; warnings alone still give a policy. */
  readonly policy: CompiledPolicy | null;
  /** The policy's own, in line order; empty where there is no policy. */
  readonly tests: readonly CheckedTest[];
  /**
   * What the tests of a preset are played to: it with each of its phases; what a file of tests is
   * played to: the policy that it names. Else empty.
   */
  readonly presetPhases: readonly PresetPhase[];
  /** In the order of their places. */
  readonly diagnostics: readonly Diagnostic[];
}

/** A preset as a policy with one of its phases, on a market and an account that stand in. */
export interface PresetPhase {
  readonly policy: CompiledPolicy;
  readonly tests: readonly CheckedTest[];
}

/**
 * Never throws for a bad policy. `file` is the name that diagnostics and places carry; presets
 * come from `library`. Dates are judged as of `nowMs`, not at all where it is null.
 */
export function compilePolicyText(
  file: string,
  source: string,
  library: PresetLibrary = NO_PRESETS,
  nowMs: TimeMs | null = null,
): CompileResult {
  const problems = new ProblemList(file);
  const tree = parsePolicy(source, problems);
  const today = nowMs === null ? null : Math.floor(nowMs / DAY_MS);
  const header = tree?.entries.find((entry) => entry.kind === 'header');
  if (tree !== null && header?.word === 'tests') {
    return compileTestsFile(tree, header.name, problems, { library, today });
  }
  const checked = tree === null ? null : checkPolicy(tree, problems, { library, today });
  const compile = (each: CheckedPolicy): CompiledPolicy => compilePolicy(each, file, source);
  const { policy = null, presetPhases = [] } = checked ?? {};
  return {
    policy: policy === null ? null : compile(policy),
    tests: policy?.tests ?? [],
    presetPhases: presetPhases.map((each) => ({ policy: compile(each), tests: each.tests })),
    diagnostics: dropConsequences(problems.sorted(), file, source, unfoldStatements),
  };
}

/** A file of tests together with the policy beside it, or the preset, that it names. */
function compileTestsFile(
  tree: PolicyFileNode,
  { text, span }: StringNode,
  problems: ProblemList,
  composition: Composition,
): CompileResult {
  const subject = composition.library.load(text);
  if (subject === null) {
    problems.report('P801', span, `the policy \`${text}\` cannot be read`, {
      hint: 'name a policy beside this file, such as `tests "prod.policy"`, or a preset',
    });
    return onlyTests([], problems);
  }
  const inner = new ProblemList(subject.file);
  const subjectTree = parsePolicy(subject.source, inner);
  const header = subjectTree?.entries.find((entry) => entry.kind === 'header');
  const compile = (each: CheckedPolicy): CompiledPolicy =>
    compilePolicy(each, subject.file, subject.source);
  if (subjectTree !== null && header?.word === 'preset') {
    const phases = checkPreset(subjectTree, inner, composition, { tree, problems });
    if (inner.hasErrors) problems.absorb(inner);
    return onlyTests(
      phases.map((each) => ({ policy: compile(each), tests: each.tests })),
      problems,
    );
  }
  const checked = subjectTree === null ? null : checkPolicy(subjectTree, inner, composition);
  const policy = checked?.policy ?? null;
  if (policy === null) {
    problems.absorb(inner);
    return onlyTests([], problems);
  }
  const tests = checkTestsFile(tree, policy, problems);
  return onlyTests([{ policy: compile(policy), tests }], problems);
}

function onlyTests(presetPhases: readonly PresetPhase[], problems: ProblemList): CompileResult {
  return {
    policy: null,
    tests: [],
    presetPhases: problems.hasErrors ? [] : presetPhases,
    diagnostics: problems.sorted(),
  };
}

function compilePolicy(checked: CheckedPolicy, file: string, source: string): CompiledPolicy {
  const text = new SourceText(source);
  const placeOf: PlaceOf = (span, preset = null) => {
    if (preset === null || preset.file === file) return { file, ...text.positionAt(span.start) };
    return { file: preset.file, ...new SourceText(preset.source).positionAt(span.start) };
  };
  const bookKeys = bookKeysOf([checked, ...checked.laterSettings]);
  const bookOf = (preset: UsedPreset | null): string => {
    const index = checked.books.findIndex((book) => book.preset === preset);
    return bookKeys[index] ?? bookKeys[0] ?? '';
  };
  return {
    name: checked.name,
    language: checked.language,
    file,
    source,
    presets: checked.presets,
    venue: checked.venue,
    ...compileSettings(checked, bookKeys, placeOf, checked.rules),
    laterSettings: checked.laterSettings.map((later) => ({
      ...compileSettings(later, bookKeys, placeOf, checked.rules),
      from: later.from,
    })),
    rules: checked.rules.flatMap((rule) =>
      compileRule(rule, placeOf(rule.span, rule.preset), bookOf(rule.preset)),
    ),
  };
}

/** One rule for the file, or one for each coin of its block. */
function compileRule(rule: CheckedRule, place: Place, book: string): readonly CompiledRule[] {
  const condition = compileCondition(rule.condition, book);
  const shared = {
    kind: rule.effect,
    name: rule.name,
    place,
    scope: rule.isPerMarket ? ('market' as const) : ('account' as const),
    condition,
    applies: rule.applies === null ? null : compileCondition(rule.applies, book),
    text: rule.condition.text,
    forMs: rule.forMs,
    release: compileRelease(rule.release, book),
    flatten: rule.flattenSpan !== null,
    rulebook: rule.rulebook,
    because: rule.because,
  };
  return rulePathsOf(rule).map((path, index) => ({
    ...shared,
    path,
    coin: rule.coins?.[index] ?? null,
    waivedUntil: rule.waivedUntil[index] ?? null,
  }));
}

function compileRelease(release: CheckedRelease, book: string): Release {
  switch (release.kind) {
    case 'immediate':
    case 'later':
    case 'resumed':
    case 're-arm':
      return release;
    case 'day-reset':
      return { kind: 'day-reset', book };
    case 'condition':
      return {
        kind: 'condition',
        condition: compileCondition(release.condition, book),
        forMs: release.forMs,
      };
    default:
      return unreachable(release);
  }
}
