/** Every rule of a policy in words, with its figures as an account stands. */
import { type Decimal, unreachable } from '../base/index.js';
import type {
  CompiledRule,
  Comparison,
  Condition,
  ConditionOutcome,
  During,
  Release,
  Within,
} from '../compile/index.js';
import { createInspector, type EngineState } from '../engine/index.js';
import { describeCondition, type FigureText } from './describe-condition.js';
import type { RuleExplanation, RuleFigures } from './explanation.js';
import type { Scene } from './scene.js';

/** In line order; those that a preset brings where it is used. */
export function readRules(
  { policy }: Scene,
  state: EngineState,
  figure: FigureText,
  span: (durationMs: number) => string,
): readonly RuleExplanation[] {
  const inspector = createInspector(policy);
  const readings = [
    ...inspector.readLimits(state),
    ...inspector.readTriggers(state),
    ...inspector.readObjectives(state),
  ];
  return policy.rules.map((rule) => ({
    kind: rule.kind,
    path: rule.path,
    place: rule.place,
    sentence: describeCondition(rule.condition, figure),
    onlyWhere: rule.applies === null ? null : describeCondition(rule.applies, figure),
    ends: endsOf(rule, figure, span),
    forMs: rule.forMs,
    flattens: rule.flatten,
    isPerMarket: rule.scope === 'market',
    rulebook: rule.rulebook,
    because: rule.because,
    waivedUntil: rule.waivedUntil,
    figures: readings
      .filter((reading) => reading.rule === rule)
      .flatMap(({ coin, outcome }) =>
        figuresOf(rule, rule.scope === 'market' ? coin : null, outcome),
      )
      .filter(isFirst),
  }));
}

/** A limit on the account alone is read once for each market, and is the same in all. */
function isFirst(figures: RuleFigures, index: number, all: readonly RuleFigures[]): boolean {
  return (
    all.findIndex(({ coin, text }) => coin === figures.coin && text === figures.text) === index
  );
}

export function figuresOf(
  rule: CompiledRule,
  coin: string | null,
  { sides }: ConditionOutcome,
): readonly RuleFigures[] {
  const leaves = leavesOf(rule.condition);
  return sides.map((side, index) => ({
    coin,
    text: side.text,
    value: side.left,
    threshold: side.right,
    between: pricesBetween(leaves[index], side.right),
    unit: leaves[index]?.unit ?? 'number',
    truth: side.truth,
  }));
}

type Leaf = Comparison | During | Within;

/** The span that `within 5% of mark` allows, from the distance that it comes to. */
function pricesBetween(leaf: Leaf | undefined, distance: Decimal | null): RuleFigures['between'] {
  if (leaf?.kind !== 'within' || leaf.toleranceIs !== 'ratio' || distance === null) return null;
  if (leaf.tolerance.kind !== 'constant' || leaf.tolerance.value.isZero()) return null;
  const center = distance.div(leaf.tolerance.value);
  return [center.minus(distance), center.plus(distance)];
}

function leavesOf(condition: Condition): readonly Leaf[] {
  return 'operands' in condition ? condition.operands.flatMap(leavesOf) : [condition];
}

function endsOf(
  rule: CompiledRule,
  figure: FigureText,
  span: (durationMs: number) => string,
): string | null {
  const { kind, release } = rule;
  if (kind === 'limit' || kind === 'alert' || kind === 'objective') return null;
  return releaseText(release, figure, span);
}

function releaseText(
  release: Release,
  figure: FigureText,
  span: (durationMs: number) => string,
): string {
  switch (release.kind) {
    case 'immediate':
      return 'it is no longer so';
    case 'condition': {
      const dwell = release.forMs === 0 ? '' : ` for ${span(release.forMs)} on end`;
      return `${describeCondition(release.condition, figure)}${dwell}`;
    }
    case 'later':
      return `${span(release.afterMs)} have passed`;
    case 'day-reset':
      return 'the next day reset, if it is no longer so by then';
    case 'resumed':
      return release.afterMs === 0
        ? 'the operator resumes'
        : `the operator resumes, ${span(release.afterMs)} later at the soonest`;
    case 're-arm':
      return 'the operator re-arms';
    default:
      return unreachable(release);
  }
}
