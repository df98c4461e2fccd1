/** A policy and the presets that it uses, each as a unit with problems of its own. */
import { ENVIRONMENT } from './environment-name.js';
import { nearestName, ProblemList } from '../diagnostic/index.js';
import { parsePolicy, type PolicyFileNode, type UseNode } from '../syntax/index.js';
import { flattenBlocks, phasesOf, type Rulebook, rulebooksOf } from './flatten-blocks.js';
import type { PresetLibrary, UsedPreset } from './preset-library.js';
import { resolveStatements, type Statements } from './resolve-statements.js';

export interface Unit {
  /** The preset's name; null for the policy itself. */
  readonly preset: UsedPreset | null;
  readonly statements: Statements;
  readonly problems: ProblemList;
  /** Where the file that uses it does so; its rules stand there. */
  readonly use: UseNode | null;
  /** Where its rulebooks stand: what is in them is the firm's rule, not our caution. */
  readonly rulebooks: readonly Rulebook[];
  readonly uses: readonly Unit[];
}

interface Loading {
  readonly library: PresetLibrary;
  readonly today: number | null;
  readonly coins: readonly string[];
  readonly loaded: Map<string, string | null>;
}

const DEPTH_LIMIT = 3;

/** The presets that a unit uses, loaded to any depth; each preset once. */
export function loadUnits(
  policy: Omit<Unit, 'uses'>,
  name: string,
  loading: Omit<Loading, 'loaded'>,
): Unit {
  return withUses(policy, [name], { ...loading, loaded: new Map() });
}

/** A unit and all below it, itself first. */
export function unitsOf(unit: Unit): readonly Unit[] {
  return [unit, ...unit.uses.flatMap(unitsOf)];
}

function withUses(unit: Omit<Unit, 'uses'>, path: readonly string[], loading: Loading): Unit {
  const uses: Unit[] = [];
  for (const use of unit.statements.uses) {
    const loaded = loadUse(use, unit, path, loading);
    if (loaded !== null) uses.push(loaded);
  }
  return { ...unit, uses };
}

function loadUse(
  use: UseNode,
  { problems, preset: user }: Omit<Unit, 'uses'>,
  path: readonly string[],
  loading: Loading,
): Unit | null {
  const { text, span, kind } = use.preset;
  if (path.includes(text)) {
    problems.report('P212', span, `\`${text}\` uses itself: ${[...path, text].join(', ')}`, {
      hint: 'take one of these `use` out',
    });
    return null;
  }
  if (path.length > DEPTH_LIMIT) {
    problems.report('P702', span, `\`use\` goes more than ${DEPTH_LIMIT} deep`, {
      hint: 'use the inner preset from the policy itself',
    });
    return null;
  }
  if (kind === 'string' && user !== null) {
    problems.report('P118', span, 'a preset uses presets by name only', {
      hint: 'use the file from the policy itself',
    });
    return null;
  }
  const found = loading.library.load(text);
  if (found === null) {
    const near = nearestName(text, loading.library.names);
    const known = loading.library.names.map((name) => `\`${name}\``).join(', ');
    const listed = known === '' ? 'there is no library of presets here' : `there are ${known}`;
    problems.report('P205', span, `there is no preset \`${text}\``, {
      hint: near === null ? listed : `did you mean \`${near}\`?`,
    });
    return null;
  }
  const inner = new ProblemList(found.file);
  const tree = parsePolicy(found.source, inner);
  if (tree === null) {
    problems.absorb(inner);
    return null;
  }
  return readPreset(use, { ...found, name: text, reference: text }, tree, {
    problems,
    inner,
    path,
    loading,
  });
}

interface Reading {
  readonly problems: ProblemList;
  readonly inner: ProblemList;
  readonly path: readonly string[];
  readonly loading: Loading;
}

function readPreset(
  use: UseNode,
  preset: UsedPreset,
  tree: PolicyFileNode,
  { problems, inner, path, loading }: Reading,
): Unit | null {
  const header = tree.entries.find((entry) => entry.kind === 'header');
  const { text, span, kind } = use.preset;
  const name = header?.name.text ?? text;
  if (header?.word !== 'preset' || (kind === 'name' && name !== text)) {
    const what = header?.word === 'preset' ? `the preset \`${name}\`` : 'no preset';
    problems.report('P205', span, `\`${text}\` holds ${what}`, {
      hint: 'the first line of a preset is `preset NAME`, and its file has that name',
    });
    return null;
  }
  if (name === ENVIRONMENT) {
    problems.report('P209', span, `\`${name}\` is the name of what the environment adds`, {
      hint: 'give the preset another name',
    });
    return null;
  }
  if (!choosesPhase(use, tree, problems)) return null;
  const phase = use.phase?.text ?? null;
  const before = loading.loaded.get(name);
  if (before !== undefined) {
    if (before === phase && path.length > 1) return null;
    problems.report('P208', span, `\`${name}\` is used twice`, { hint: 'keep one `use` of it' });
    return null;
  }
  loading.loaded.set(name, phase);
  const flat = flattenBlocks(tree, phase, loading.today, inner);
  const statements = resolveStatements(flat, inner, { kind: 'preset', coins: loading.coins });
  const rulebooks = rulebooksOf(tree);
  const unit = { preset: { ...preset, name }, statements, problems: inner, use, rulebooks };
  return withUses(unit, [...path, text], loading);
}

function choosesPhase(use: UseNode, tree: PolicyFileNode, problems: ProblemList): boolean {
  const phases = phasesOf(tree);
  const listed = phases.map((name) => `\`${name}\``).join(', ');
  if (use.phase === null) {
    if (phases.length === 0) return true;
    problems.report('P207', use.preset.span, `\`${use.preset.text}\` has phases`, {
      hint: `say which one: \`phase\` and one of ${listed}`,
    });
    return false;
  }
  const { text, span } = use.phase;
  if (phases.includes(text)) return true;
  const near = nearestName(text, phases);
  const advice = phases.length === 0 ? 'it has no phases' : `its phases are ${listed}`;
  problems.report('P206', span, `\`${use.preset.text}\` has no phase \`${text}\``, {
    hint: near === null ? advice : `did you mean \`${near}\`?`,
  });
  return false;
}
