/** Tests with their facts, times and paths checked, ready to be played. */
import { type Decimal, type DurationMs, unreachable } from '../base/index.js';
import type { Span } from '../diagnostic/index.js';
import type {
  LiteralNode,
  OrderNode,
  StepNode,
  TestBlockNode,
  TestLineNode,
} from '../syntax/index.js';
import type {
  CheckedAction,
  CheckedFact,
  CheckedOrder,
  CheckedSeries,
  CheckedStart,
  CheckedStep,
  CheckedTest,
} from './checked-test.js';
import { readLiteral } from './read-literal.js';
import { isTimeZone } from './read-setting.js';
import { reportContradictoryFacts } from './report-contradictory-facts.js';
import { resolveExpectation } from './resolve-expectation.js';
import { readTimes, resolveFacts, resolveSeries } from './resolve-test-facts.js';
import { isDeclared, type TestScope, type TestSubject } from './test-scope.js';

/** The clock ticks four times a second of a test's time, so its length is bounded. */
const TEST_LASTS_MS: DurationMs = 25 * 60 * 60 * 1000;

/** The tests that are sound; what is wrong with the others is reported. */
export function resolveTests(
  blocks: readonly TestBlockNode[],
  subject: TestSubject,
): readonly CheckedTest[] {
  const scope: TestScope = { ...subject, isSound: !subject.problems.hasErrors };
  const titles = new Map<string, Span>();
  return blocks.map((block) => {
    const { title } = block.head;
    const before = titles.get(title.text);
    if (before !== undefined) {
      scope.problems.report('P208', title.span, `the test \`${title.text}\` stands here twice`, {
        label: 'the second',
        also: { ...before, label: 'the first' },
        hint: 'give one of them another name',
      });
    }
    titles.set(title.text, title.span);
    return resolveTest(block, scope);
  });
}

function resolveTest(block: TestBlockNode, scope: TestScope): CheckedTest {
  const { title } = block.head;
  let start: CheckedStart | null = null;
  const givens: CheckedFact[] = [];
  const series: CheckedSeries[] = [];
  const steps: CheckedStep[] = [];
  for (const line of block.entries) {
    switch (line.kind) {
      case 'startLine':
        start = resolveStart(line, start, scope);
        break;
      case 'givenLine':
        givens.push(...resolveFacts(line.assignments, 'given', scope));
        break;
      case 'seriesLine': {
        const resolved = resolveSeries(line, scope);
        if (resolved !== null) series.push(resolved);
        break;
      }
      case 'stepLine': {
        const step = resolveStep(line, steps.at(-1)?.atMs ?? 0, scope);
        if (step !== null) steps.push(step);
        break;
      }
      default:
        unreachable(line);
    }
  }
  reportTwice([...givens, ...series], scope);
  reportContradictoryFacts(givens, scope);
  const isAsking = block.entries.some(
    (line) => line.kind === 'stepLine' && line.step.kind === 'expectStep',
  );
  if (!isAsking) {
    scope.problems.report('P604', title.span, 'this test expects nothing', {
      hint: 'say what must follow: `expect state active`',
    });
  }
  return { name: title.text, span: block.head.span, start, givens, series, steps };
}

function resolveStart(
  line: Extract<TestLineNode, { kind: 'startLine' }>,
  before: CheckedStart | null,
  { problems }: TestScope,
): CheckedStart | null {
  const { date, time, zone } = line;
  if (before !== null) {
    problems.report('P602', line.span, 'the test starts twice', { hint: 'keep one `start`' });
  }
  const isDate = date.day >= 1 && date.day <= daysIn(date.year, date.month);
  if (!isDate) problems.report('P105', date.span, 'there is no such date');
  const isTime = time.hour <= 23 && time.minute <= 59;
  if (!isTime) problems.report('P105', time.span, 'there is no such time of day');
  const isZone = isTimeZone(zone);
  if (!isZone) {
    problems.report('P106', line.span, `\`${zone}\` is not a time zone`, {
      hint: 'write `UTC`, or an IANA name such as `Europe/Prague`',
    });
  }
  if (!isDate || !isTime || !isZone) return before;
  const { year, month, day } = date;
  return { year, month, day, hour: time.hour, minute: time.minute, zone };
}

/** 0 for a month that does not exist. */
function daysIn(year: number, month: number): number {
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
}

function resolveStep(
  line: Extract<TestLineNode, { kind: 'stepLine' }>,
  afterMs: DurationMs,
  scope: TestScope,
): CheckedStep | null {
  const atMs = line.at === null ? 0 : readMs(line.at, scope);
  const action = resolveAction(line.step, scope);
  if (atMs === null || action === null) return null;
  if (atMs < afterMs) {
    scope.problems.report('P603', line.span, 'time goes back here', {
      label: `the step before is at ${afterMs / 1000}s`,
      hint: 'steps stand in the order in which they happen; without `at` a step is at 0s',
    });
  }
  if (atMs > TEST_LASTS_MS) {
    scope.problems.report('P702', line.at?.span ?? line.span, 'a test lasts at most 25 hours', {
      hint: 'move its `start`',
    });
    return null;
  }
  const span = line.step.kind === 'expectStep' ? line.step.expectation.span : line.span;
  return { span, atMs, action };
}

function resolveAction(step: StepNode, scope: TestScope): CheckedAction | null {
  switch (step.kind) {
    case 'setStep': {
      const facts = resolveFacts(step.assignments, 'set', scope);
      reportTwice(facts, scope);
      reportContradictoryFacts(facts, scope);
      return { kind: 'set', facts };
    }
    case 'submitStep': {
      const order = resolveOrder(step.order, scope);
      const times = step.times === null ? 1 : readTimes(step.times, scope);
      return order === null || times === null ? null : { kind: 'submit', order, times };
    }
    case 'fillStep': {
      const order = resolveOrder(step.order, scope);
      return order === null ? null : { kind: 'fill', order };
    }
    case 'operatorStep':
      return { kind: 'operator', command: step.command };
    case 'restartStep':
      return { kind: 'restart' };
    case 'expectStep': {
      const expectation = resolveExpectation(step.expectation, scope, resolveOrder);
      return expectation === null ? null : { kind: 'expect', expectation };
    }
    default:
      return unreachable(step);
  }
}

function resolveOrder(node: OrderNode, scope: TestScope): CheckedOrder | null {
  const { problems } = scope;
  const coin = node.size.unit ?? '';
  const size = readAboveZero(node.size, scope);
  const price = readAboveZero(node.price, scope);
  if (!isDeclared(coin, node.size.span, scope) || size === null || price === null) return null;
  const order = { coin, side: node.side, size, price };
  if (node.stop === null) return order;
  const stop = readAboveZero(node.stop, scope);
  if (stop === null) return null;
  if (node.side === 'buy' ? stop.lt(price) : stop.gt(price)) return { ...order, stop };
  const side = node.side === 'buy' ? 'below' : 'above';
  problems.report('P605', node.stop.span, `the stop of a ${node.side} stands ${side} its price`);
  return null;
}

function readAboveZero(literal: LiteralNode, { problems }: TestScope): Decimal | null {
  const value = readLiteral(literal, problems);
  if (value === null || value.gt(0)) return value;
  problems.report('P605', literal.span, 'an order has a size and a price above 0');
  return null;
}

function reportTwice(
  facts: readonly Pick<CheckedFact, 'name' | 'coin' | 'span'>[],
  { problems }: TestScope,
): void {
  const seen = new Map<string, Span>();
  for (const { name, coin, span } of facts) {
    const text = coin === null ? name : `${coin}.${name}`;
    const before = seen.get(text);
    if (before === undefined) {
      seen.set(text, span);
      continue;
    }
    problems.report('P602', span, `\`${text}\` has two values at once`, {
      label: 'the second',
      also: { ...before, label: 'the first' },
      hint: 'keep one of them, or change it later with `at … set`',
    });
  }
}

function readMs(literal: LiteralNode, { problems }: TestScope): DurationMs | null {
  return readLiteral(literal, problems)?.toNumber() ?? null;
}
