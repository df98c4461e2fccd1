/** Dated waivers: which rules and settings of presets are switched off, until when and why. */
import { nearestName, type ProblemList } from '../diagnostic/index.js';
import { printPath, type WaiveNode } from '../syntax/index.js';
import type { CheckedRule } from './checked-policy.js';
import { readDate } from './flatten-blocks.js';
import type { Unit } from './load-units.js';
import { readSettingWaiver } from './read-setting-waiver.js';
import { rulePathsOf } from './rule-path.js';
import type { SettingWaiver } from './setting-waivers.js';

const LONGEST_DAYS = 92;
const DAY_MS = 86_400_000;

export interface AppliedWaivers {
  /** The rules, those that are waived with the instant from which on they hold again. */
  readonly rules: readonly CheckedRule[];
  readonly settings: readonly SettingWaiver[];
}

/** `units` are the policy and its presets; `today` is null where no date is judged. */
export function applyWaivers(
  rules: readonly CheckedRule[],
  [own, ...presets]: readonly Unit[],
  today: number | null,
): AppliedWaivers {
  const untilByPath = new Map<string, number>();
  const settings: SettingWaiver[] = [];
  const problems = own?.problems;
  for (const waiver of own?.statements.waivers ?? []) {
    if (problems === undefined) break;
    const path = printPath(waiver.path);
    const day = readDate(waiver.date, problems);
    if (day === null) continue;
    const until = day * DAY_MS;
    if (!isRuleOfPreset(path, rules)) {
      const setting = readSettingWaiver(waiver.path, presets, problems);
      if (setting === 'reported') continue;
      if (setting === null) {
        reportUseless(waiver, path, rules, problems);
        continue;
      }
      settings.push({ ...setting, until });
    }
    if (untilByPath.has(path)) {
      problems.report('P208', waiver.path.span, `\`${path}\` is waived twice`, {
        hint: 'keep one of them',
      });
    }
    if (today !== null) reportDate(waiver, day - today, problems);
    untilByPath.set(path, until);
  }
  const waived = rules.map((rule) => ({
    ...rule,
    waivedUntil: rulePathsOf(rule).map((path) => untilByPath.get(path) ?? null),
  }));
  return { rules: waived, settings };
}

function isRuleOfPreset(path: string, rules: readonly CheckedRule[]): boolean {
  return rules.some((rule) => rule.preset !== null && rulePathsOf(rule).includes(path));
}

function reportUseless(
  { path }: WaiveNode,
  text: string,
  rules: readonly CheckedRule[],
  problems: ProblemList,
): void {
  const paths = rules.flatMap((rule) => (rule.preset === null ? [] : rulePathsOf(rule)));
  const near = nearestName(text, paths);
  const isOwn = rules.some((rule) => rule.preset === null && rulePathsOf(rule).includes(text));
  const [message, hint] =
    path.parts[0]?.text === 'builtin'
      ? [`\`${text}\` is built in`, 'what is built in always holds']
      : isOwn
        ? [`\`${text}\` is a rule of this policy`, 'change the rule itself']
        : [
            `there is no rule \`${text}\` of a preset here`,
            near === null
              ? 'a waiver names `PRESET.RULE` or `PRESET.BLOCK.SETTING`'
              : `did you mean \`${near}\`?`,
          ];
  problems.report('P413', path.span, message, { hint });
}

function reportDate({ date }: WaiveNode, daysLeft: number, problems: ProblemList): void {
  if (daysLeft <= 0) {
    problems.report('P411', date.span, 'this waiver has ended: what it waived holds again', {
      hint: 'take the line out, or decide anew until when',
    });
  } else if (daysLeft > LONGEST_DAYS) {
    const message = `a waiver lasts at most ${LONGEST_DAYS} days, this one ${daysLeft}`;
    problems.report('P412', date.span, message, { hint: 'choose a nearer date' });
  }
}
