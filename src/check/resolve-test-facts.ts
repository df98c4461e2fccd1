/** What a test gives: each measure once, in its unit, and only what the engine can be told. */
import { type Decimal, unreachable } from '../base/index.js';
import { nearestName, type Span } from '../diagnostic/index.js';
import {
  type AssignmentNode,
  type MeasureNode,
  printExpression,
  type SignedLiteralNode,
  type TestLineNode,
} from '../syntax/index.js';
import type { CheckedFact, CheckedSeries } from './checked-test.js';
import { givennessOf, sourcesOf } from './given-measures.js';
import { isMeasureName, MEASURE_NAMES, MEASURE_TABLE, type MeasureName } from './measure-table.js';
import type { Quantity } from './quantity.js';
import { readLiteral } from './read-literal.js';
import { isDeclared, type TestScope } from './test-scope.js';

/** When a fact is stated: before the test begins, or while it runs. */
export type FactMoment = 'given' | 'set' | 'series';

/** A feed can bring news of these that says nothing, once it has brought some that did. */
const MAY_GO_MISSING: ReadonlySet<string> = new Set([
  'mark',
  'oracle',
  'funding_rate',
  'mid',
  'spread',
  'position',
  'equity',
] satisfies MeasureName[]);

type NamedMeasure = Pick<CheckedFact, 'name' | 'coin'>;

/** The facts that are sound; what is wrong with the others is reported. */
export function resolveFacts(
  assignments: readonly AssignmentNode[],
  moment: FactMoment,
  scope: TestScope,
): readonly CheckedFact[] {
  return assignments.flatMap(({ measure, value, span }): CheckedFact[] => {
    const named = resolveGivenMeasure(measure, moment, scope);
    if (named === null) return [];
    if (value.kind === 'stale' || value.kind === 'missing') {
      if (!isUnheardHere(named, value.kind, span, moment, scope)) return [];
      return [{ ...named, span, value: value.kind }];
    }
    const known = readGivenValue(value, named, scope);
    return known === null ? [] : [{ ...named, span, value: known }];
  });
}

export function resolveSeries(
  line: Extract<TestLineNode, { kind: 'seriesLine' }>,
  scope: TestScope,
): CheckedSeries | null {
  const named = resolveGivenMeasure(line.measure, 'series', scope);
  const everyMs = readLiteral(line.every, scope.problems)?.toNumber() ?? null;
  if (named === null || everyMs === null) return null;
  if (everyMs === 0) {
    scope.problems.report('P107', line.every.span, 'a series needs time between its values');
    return null;
  }
  const runs: { readonly value: Decimal; readonly times: number }[] = [];
  for (const [index, run] of line.runs.entries()) {
    if (run.kind === 'silentRun') {
      if (index === line.runs.length - 1) continue;
      scope.problems.report('P603', run.span, 'a series that is silent has ended', {
        hint: 'put `silent` last; `at … set …` speaks again',
      });
      return null;
    }
    const value = readGivenValue(run.value, named, scope);
    const times = run.times === null ? 1 : readTimes(run.times, scope);
    if (value === null || times === null) return null;
    runs.push({ value, times });
  }
  const isSilent = line.runs.at(-1)?.kind === 'silentRun';
  return { ...named, span: line.span, everyMs, runs, isSilent };
}

/** A whole number from 1 to 10,000. */
export function readTimes(
  literal: Extract<SignedLiteralNode, { kind: 'literal' }>,
  scope: TestScope,
): number | null {
  const times = readLiteral(literal, scope.problems)?.toNumber() ?? null;
  if (times === null) return null;
  if (Number.isInteger(times) && times >= 1 && times <= 10_000) return times;
  scope.problems.report('P702', literal.span, 'this happens a whole number of times, 1 to 10_000');
  return null;
}

function resolveGivenMeasure(
  node: MeasureNode,
  moment: FactMoment,
  scope: TestScope,
): NamedMeasure | null {
  const { name, prefix } = node;
  const { problems } = scope;
  const text = printExpression(node);
  const givenness = givennessOf(name);
  switch (givenness) {
    case 'computed':
      reportComputed(node, text, scope);
      return null;
    case 'first-only':
      if (moment === 'given') break;
      problems.report('P601', node.span, `\`${text}\` follows from what happens in the test`, {
        label: 'cannot be changed by hand',
        hint: `give it before the test begins: \`given ${text} …\``,
      });
      return null;
    case 'moving':
      break;
    default:
      return unreachable(givenness);
  }
  if (!isMeasureName(name)) return null;
  const coin = prefix?.text ?? null;
  if (MEASURE_TABLE[name].scope === 'account') {
    if (coin === null || coin === 'account') return { name, coin: null };
    problems.report('P202', node.span, `there is no \`${text}\``, {
      hint: `it is of the account: write \`${name}\``,
    });
    return null;
  }
  if (coin === null || coin === 'account' || coin === 'order') {
    const example = scope.coins[0] ?? 'HYPE';
    problems.report('P202', node.span, `\`${text}\` of which market`, {
      hint: `a test names the market: \`${example}.${name}\``,
    });
    return null;
  }
  return isDeclared(coin, prefix?.span ?? node.span, scope) ? { name, coin } : null;
}

function reportComputed(node: MeasureNode, text: string, scope: TestScope): void {
  const name = node.prefix?.text === 'order' ? `order.${node.name}` : node.name;
  if (isMeasureName(name)) {
    scope.problems.report('P601', node.span, `\`${text}\` is reckoned, not given`, {
      label: 'follows from other facts',
      hint: sourcesOf(name),
    });
    return;
  }
  const near = nearestName(name, MEASURE_NAMES);
  scope.problems.report('P201', node.span, `there is no measure \`${text}\``, {
    hint: near === null ? undefined : `did you mean \`${near}\`?`,
  });
}

function isUnheardHere(
  { name }: NamedMeasure,
  word: 'stale' | 'missing',
  span: Span,
  moment: FactMoment,
  scope: TestScope,
): boolean {
  const { mayBeUnheard, feeds } = MEASURE_TABLE[name];
  if (!mayBeUnheard) {
    const hint =
      feeds.length === 0
        ? 'it is our own record, which is always at hand'
        : 'say it of what it comes from, such as `HYPE.mark stale` or `HYPE.position stale`';
    scope.problems.report('P601', span, `\`${name}\` is not ${word} by itself`, { hint });
    return false;
  }
  if (moment === 'given' || word === 'stale' || MAY_GO_MISSING.has(name)) return true;
  scope.problems.report('P601', span, `\`${name}\` was heard, so it is not missing later`, {
    hint: `write \`${name} stale\`, or let it be missing from the beginning: \`given …\``,
  });
  return false;
}

function readGivenValue(
  node: SignedLiteralNode,
  { name, coin }: NamedMeasure,
  scope: TestScope,
): Decimal | null {
  const literal = node.kind === 'negate' ? node.operand : node;
  const { quantity } = MEASURE_TABLE[name];
  // The one ratio that is no share of anything: policies write it as a plain number too.
  const isPlain = name === 'atr_ratio' && literal.form === 'number';
  const fault = isPlain ? null : faultOfForm(literal, quantity, coin);
  if (fault !== null) {
    const code = literal.form === 'size' ? 'P307' : 'P301';
    scope.problems.report(code, node.span, `this is no value of \`${name}\``, { hint: fault });
    return null;
  }
  const value = readLiteral(literal, scope.problems);
  return value === null || node.kind === 'literal' ? value : value.neg();
}

/** How a value of this quantity is written; null where `literal` is. */
function faultOfForm(
  { form, unit }: Extract<SignedLiteralNode, { kind: 'literal' }>,
  quantity: Quantity,
  coin: string | null,
): string | null {
  switch (quantity.dimension) {
    case 'money':
    case 'price':
    case 'dollars':
      return form === 'money' ? null : 'write money, such as `$27.11`';
    case 'ratio':
      return form === 'percent' || form === 'bps' ? null : 'write a ratio, such as `5%` or `20bps`';
    case 'size': {
      if (form === 'size' && unit === coin) return null;
      return `write a size of ${coin}, such as \`12 ${coin}\``;
    }
    case 'duration':
      return form === 'duration' ? null : 'write a duration, such as `10s`';
    default:
      return form === 'number' ? null : 'write a plain number';
  }
}
