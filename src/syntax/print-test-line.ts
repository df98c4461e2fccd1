/** The lines of a test in the one layout. */
import { unreachable } from '../base/index.js';
import { fitsLine, indented } from './layout.js';
import {
  printCoin,
  printDate,
  printExpression,
  printLiteral,
  printPath,
  printTime,
} from './print-expression.js';
import type {
  AssignmentNode,
  ExpectationNode,
  OrderNode,
  RunNode,
  StepNode,
  TestLineNode,
} from './test-syntax-tree.js';

/** On one line; a list that is too long for it takes a line an item. */
export function printTestLine(line: TestLineNode, indent: number): readonly string[] {
  switch (line.kind) {
    case 'startLine':
      return [`start ${printDate(line.date)} ${printTime(line.time)} ${line.zone}`];
    case 'givenLine':
      return printList('given', line.assignments.map(printAssignment), indent);
    case 'seriesLine': {
      const head = `series ${printExpression(line.measure)} every ${printLiteral(line.every)}`;
      return printList(head, line.runs.map(printRun), indent);
    }
    case 'stepLine': {
      const at = line.at === null ? '' : `at ${printLiteral(line.at)} `;
      const { step } = line;
      if (step.kind !== 'setStep') return [at + printStep(step)];
      return printList(`${at}set`, step.assignments.map(printAssignment), indent);
    }
    default:
      return unreachable(line);
  }
}

function printList(head: string, items: readonly string[], indent: number): readonly string[] {
  const whole = `${head} ${items.join(', ')}`;
  if (fitsLine(whole, indent)) return [whole];
  const [first = '', ...rest] = items.map((item, index) =>
    index === items.length - 1 ? item : `${item},`,
  );
  return [`${head} ${first}`, ...indented(rest)];
}

function printAssignment({ measure, value }: AssignmentNode): string {
  const given =
    value.kind === 'stale' || value.kind === 'missing' ? value.kind : printExpression(value);
  return `${printExpression(measure)} ${given}`;
}

function printRun(run: RunNode): string {
  if (run.kind === 'silentRun') return 'silent';
  const value = printExpression(run.value);
  return run.times === null ? value : `${value} times ${printLiteral(run.times)}`;
}

function printStep(step: Exclude<StepNode, { kind: 'setStep' }>): string {
  switch (step.kind) {
    case 'submitStep': {
      const times = step.times === null ? '' : ` times ${printLiteral(step.times)}`;
      return `submit ${printOrder(step.order)}${times}`;
    }
    case 'fillStep':
      return `fill ${printOrder(step.order)}`;
    case 'operatorStep':
      return `operator ${step.command}`;
    case 'restartStep':
      return 'restart';
    case 'expectStep':
      return `expect ${printExpectation(step.expectation)}`;
    default:
      return unreachable(step);
  }
}

function printExpectation(expected: ExpectationNode): string {
  switch (expected.kind) {
    case 'expectState': {
      const { state, coin } = expected;
      return coin === null ? `state ${state}` : `state ${state} in ${printCoin(coin)}`;
    }
    case 'expectRule':
      return `${expected.isExpected ? '' : 'no '}${expected.effect} ${printPath(expected.path)}`;
    case 'expectUnknown':
      return `unknown ${printPath(expected.path)}`;
    case 'expectRoom':
      return `room ${printPath(expected.path)} ${printExpression(expected.value)}`;
    case 'expectAllow':
      return `allow ${printOrder(expected.order)}`;
    case 'expectDeny': {
      const by = expected.by === null ? '' : ` by ${printPath(expected.by)}`;
      return `deny ${printOrder(expected.order)}${by}`;
    }
    case 'expectClip':
      return `clip ${printOrder(expected.order)} to ${printLiteral(expected.size)}`;
    case 'expectRefuse':
      return `refuse ${expected.command}`;
    case 'expectObjective':
      return `objective ${printPath(expected.path)} ${expected.outcome}`;
    default:
      return unreachable(expected);
  }
}

function printOrder({ side, size, price, stop }: OrderNode): string {
  const order = `${side} ${printLiteral(size)} at ${printLiteral(price)}`;
  return stop === null ? order : `${order} stop ${printLiteral(stop)}`;
}
