/** Takes rulebooks and the chosen phase apart, so that their rules stand in the file in place. */
import { nearestName, type ProblemList, type Span } from '../diagnostic/index.js';
import type {
  DateNode,
  PhaseBlockNode,
  PolicyFileNode,
  RulebookBlockNode,
  SettingBlockNode,
  SettingNode,
  StatementNode,
} from '../syntax/index.js';
import { dayOfDate } from './day-of-date.js';

const RULEBOOK_KEYS = ['version', 'source', 'seen'];
const OLD_AFTER_DAYS = 180;

/** The names of all phases of a file, in the order of their first lines. */
export function phasesOf(file: PolicyFileNode): readonly string[] {
  const names = new Set<string>();
  for (const entry of file.entries) {
    const phases = entry.kind === 'rulebookBlock' ? entry.entries : [entry];
    for (const phase of phases) {
      if (phase.kind !== 'phaseBlock') continue;
      for (const { text } of phase.head.names) names.add(text);
    }
  }
  return [...names];
}

/** Where a rulebook stands, and what it is: `FTMO 2-Step, version 2026-11`. */
export interface Rulebook {
  readonly span: Span;
  readonly title: string;
}

/** In the order of the file. */
export function rulebooksOf(file: PolicyFileNode): readonly Rulebook[] {
  return file.entries.flatMap((entry): readonly Rulebook[] => {
    if (entry.kind !== 'rulebookBlock') return [];
    const { text } = entry.head.title;
    const version = entry.entries.find(
      (inner) => inner.kind === 'setting' && inner.key.text === 'version',
    );
    const value = version?.kind === 'setting' ? version.value : null;
    const title = value?.kind === 'string' ? `${text}, version ${value.text}` : text;
    return [{ span: entry.span, title }];
  });
}

/**
 * The file with the rules of its rulebooks and of one phase, none where `phase` is null, among its
 * own. `today` is a day since 1970, null where no date is judged.
 */
export function flattenBlocks(
  file: PolicyFileNode,
  phase: string | null,
  today: number | null,
  problems: ProblemList,
): PolicyFileNode {
  const entries = file.entries.flatMap((entry): readonly StatementNode[] => {
    if (entry.kind === 'phaseBlock') return phaseEntries(entry, phase);
    if (entry.kind !== 'rulebookBlock') return [entry];
    checkRulebook(entry, today, problems);
    return entry.entries.flatMap((inner): readonly StatementNode[] => {
      if (inner.kind === 'phaseBlock') return phaseEntries(inner, phase);
      return inner.kind === 'rule' ? [inner] : [];
    });
  });
  return { ...file, entries };
}

function phaseEntries(block: PhaseBlockNode, phase: string | null): readonly StatementNode[] {
  if (!block.head.names.some(({ text }) => text === phase)) return [];
  for (const entry of block.entries) {
    if (entry.kind === 'settingBlock') PHASE_STARTS.set(entry, block.span.start);
  }
  return block.entries;
}

/** Where the phase begins that a block of settings was taken out of. */
const PHASE_STARTS = new WeakMap<SettingBlockNode, number>();

/** Tells the blocks of the file, all alike, from those of each of its phases. */
export function phaseKey(block: SettingBlockNode): string {
  const start = PHASE_STARTS.get(block);
  return start === undefined ? '' : ` in the phase at ${start}`;
}

function checkRulebook(
  { head, entries }: RulebookBlockNode,
  today: number | null,
  problems: ProblemList,
): void {
  const settings = new Map<string, SettingNode>();
  for (const entry of entries) {
    if (entry.kind !== 'setting') continue;
    const { text, span } = entry.key;
    if (!RULEBOOK_KEYS.includes(text)) {
      problems.report('P211', span, `\`${text}\` is not a setting of \`rulebook\``, {
        hint: 'its settings are `version`, `source` and `seen`',
      });
    } else if (settings.has(text)) {
      problems.report('P208', span, `\`${text}\` stands here twice`, { hint: 'keep one of them' });
    } else {
      settings.set(text, entry);
      if (text !== 'seen') requireText(entry, problems);
    }
  }
  const missing = RULEBOOK_KEYS.filter((key) => !settings.has(key)).map((key) => `\`${key}\``);
  if (missing.length > 0) {
    problems.report('P414', head.span, `a rulebook needs its ${missing.join(', ')}`, {
      hint: 'firms change their rules: say which ones these are, from where, and when seen',
    });
  }
  const seen = settings.get('seen');
  if (seen !== undefined) checkSeen(seen, today, problems);
}

function requireText({ key, value }: SettingNode, problems: ProblemList): void {
  if (value.kind === 'string') return;
  problems.report('P310', value.span, `\`${key.text}\` cannot have this value`, {
    hint: 'it takes a text in quotes',
  });
}

function checkSeen({ value }: SettingNode, today: number | null, problems: ProblemList): void {
  if (value.kind !== 'date') {
    problems.report('P310', value.span, '`seen` cannot have this value', {
      hint: 'it takes a date, such as `2026-11-02`',
    });
    return;
  }
  const day = readDate(value, problems);
  if (day === null || today === null || today - day <= OLD_AFTER_DAYS) return;
  const message = `these rules were seen ${today - day} days ago`;
  problems.report('P418', value.span, message, {
    hint: 'compare them with the source again, then write the new date',
  });
}

/** The day since 1970 of a date as written; null where there is none such, which is reported. */
export function readDate(date: DateNode, problems: ProblemList): number | null {
  const day = dayOfDate(date);
  if (day !== null) return day;
  problems.report('P105', date.span, 'there is no such date', {
    hint: 'a date is a year, a month and a day: `2026-12-31`',
  });
  return null;
}

/** Phases that a file of tests speaks of, and the preset that it tests does not have. */
export function reportUnknownPhases(
  { tree, problems }: { readonly tree: PolicyFileNode; readonly problems: ProblemList },
  phases: readonly string[],
): void {
  for (const entry of tree.entries) {
    if (entry.kind !== 'phaseBlock') continue;
    for (const { text, span } of entry.head.names) {
      if (phases.includes(text)) continue;
      const near = nearestName(text, phases);
      const listed = phases.map((name) => `\`${name}\``).join(', ');
      const advice = phases.length === 0 ? 'it has no phases' : `its phases are ${listed}`;
      problems.report('P206', span, `the preset has no phase \`${text}\``, {
        hint: near === null ? advice : `did you mean \`${near}\`?`,
      });
    }
  }
}

/** Phases belong to presets: in a policy they would have nobody to choose among them. */
export function reportPhases(file: PolicyFileNode, problems: ProblemList): void {
  const report = ({ start }: Span): void => {
    const message = '`phase` cannot stand in a policy';
    problems.report('P118', { start, end: start + 'phase'.length }, message, {
      hint: 'phases belong to presets: a policy chooses one with `use NAME phase PHASE`',
    });
  };
  for (const entry of file.entries) {
    const inner = entry.kind === 'rulebookBlock' ? entry.entries : [entry];
    for (const { kind, span } of inner) if (kind === 'phaseBlock') report(span);
  }
}
