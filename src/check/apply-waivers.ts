/** Dated waivers: which rules of presets are switched off, until when and why. */
import { nearestName, type ProblemList } from '../diagnostic/index.js';
import { printPath, type WaiveNode } from '../syntax/index.js';
import type { CheckedRule } from './checked-policy.js';
import { readDate } from './flatten-blocks.js';
import { reportNotYet } from './report-not-yet.js';
import { rulePathsOf } from './rule-path.js';

const LONGEST_DAYS = 92;
const DAY_MS = 86_400_000;
const BLOCKS = new Set([
  'account',
  'stale-after',
  'market',
  'size-kelly',
  'quote-glft',
  'allocate-margin',
]);

/** The rules, those that are waived with the instant from which on they hold again. */
export function applyWaivers(
  rules: readonly CheckedRule[],
  waivers: readonly WaiveNode[],
  today: number | null,
  problems: ProblemList,
): readonly CheckedRule[] {
  const untilByPath = new Map<string, number>();
  for (const waiver of waivers) {
    const path = printPath(waiver.path);
    const day = readDate(waiver.date, problems);
    if (day === null || !isOfPreset(waiver, path, rules, problems)) continue;
    if (untilByPath.has(path)) {
      problems.report('P208', waiver.path.span, `\`${path}\` is waived twice`, {
        hint: 'keep one of them',
      });
    }
    if (today !== null) reportDate(waiver, day - today, problems);
    untilByPath.set(path, day * DAY_MS);
  }
  return rules.map((rule) => ({
    ...rule,
    waivedUntil: rulePathsOf(rule).map((path) => untilByPath.get(path) ?? null),
  }));
}

function isOfPreset(
  { path }: WaiveNode,
  text: string,
  rules: readonly CheckedRule[],
  problems: ProblemList,
): boolean {
  const paths = rules.flatMap((rule) => (rule.preset === null ? [] : rulePathsOf(rule)));
  if (paths.includes(text)) return true;
  const [first, second] = path.parts;
  if (first?.text !== 'builtin' && BLOCKS.has(second?.text ?? '')) {
    const hint = 'write the rule of the preset into the policy as you need it for now';
    reportNotYet('a waiver of a setting', path.span, hint, problems);
    return false;
  }
  const near = nearestName(text, paths);
  const isOwn = rules.some((rule) => rule.preset === null && rulePathsOf(rule).includes(text));
  const [message, hint] =
    first?.text === 'builtin'
      ? [`\`${text}\` is built in`, 'what is built in always holds']
      : isOwn
        ? [`\`${text}\` is a rule of this policy`, 'change the rule itself']
        : [
            `there is no rule \`${text}\` of a preset here`,
            near === null ? 'a waiver names `PRESET.RULE`' : `did you mean \`${near}\`?`,
          ];
  problems.report('P413', path.span, message, { hint });
  return false;
}

function reportDate({ date }: WaiveNode, daysLeft: number, problems: ProblemList): void {
  if (daysLeft <= 0) {
    problems.report('P411', date.span, 'this waiver has ended: its rule holds again', {
      hint: 'take the line out, or decide anew until when',
    });
  } else if (daysLeft > LONGEST_DAYS) {
    const message = `a waiver lasts at most ${LONGEST_DAYS} days, this one ${daysLeft}`;
    problems.report('P412', date.span, message, { hint: 'choose a nearer date' });
  }
}
