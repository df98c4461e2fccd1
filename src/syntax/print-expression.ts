/** Expressions and conditions in the one layout: on one line, with the parentheses as written. */
import { unreachable } from '../base/index.js';
import { RESERVED_WORDS } from './statement-words.js';
import type {
  ConditionNode,
  DateNode,
  ExpressionNode,
  LiteralNode,
  MomentNode,
  NameNode,
  PathNode,
  ReleaseNode,
  TimeNode,
} from './syntax-tree.js';

export function printExpression(node: ExpressionNode): string {
  switch (node.kind) {
    case 'literal':
      return printLiteral(node);
    case 'measure':
      return node.prefix === null ? node.name : `${printPrefix(node.prefix)}.${node.name}`;
    case 'age':
      return `age(${node.feed.text})`;
    case 'binary':
      return `${printExpression(node.left)} ${node.operator} ${printExpression(node.right)}`;
    case 'negate':
      return `-${printExpression(node.operand)}`;
    case 'absolute':
      return `|${printExpression(node.operand)}|`;
    case 'grouped':
      return `(${printExpression(node.inner)})`;
    case 'percentOf':
      return `${printLiteral(node.percent)} of ${printExpression(node.of)}`;
    case 'eventRate':
      return `${printLiteral(node.count)} per ${printLiteral(node.window)}`;
    case 'extreme':
      return `${node.which}(${node.operands.map(printExpression).join(', ')})`;
    default:
      return unreachable(node);
  }
}

export function printCondition(node: ConditionNode): string {
  switch (node.kind) {
    case 'compare':
      return `${printExpression(node.left)} ${node.comparator} ${printExpression(node.right)}`;
    case 'within': {
      const center = `${printLiteral(node.tolerance)} of ${printExpression(node.center)}`;
      return `${printExpression(node.left)} within ${center}`;
    }
    case 'during':
      return `during ${printMoment(node.from)} to ${printMoment(node.to)} ${node.zone}`;
    case 'junction':
      return node.operands.map(printCondition).join(` ${node.word} `);
    case 'groupedCondition':
      return `(${printCondition(node.inner)})`;
    default:
      return unreachable(node);
  }
}

/** What stands after `until`. */
export function printRelease(node: ReleaseNode): string {
  switch (node.kind) {
    case 'laterRelease':
      return `${printLiteral(node.after)} later`;
    case 'dayResetRelease':
      return 'day reset';
    case 'resumedRelease':
      return node.after === null ? 'resumed' : `resumed after ${printLiteral(node.after)}`;
    case 'shortRelease':
      return `${node.comparator} ${printExpression(node.right)}${printDwell(node.dwell)}`;
    case 'conditionRelease':
      return printCondition(node.condition) + printDwell(node.dwell);
    default:
      return unreachable(node);
  }
}

function printMoment({ date, weekday, time }: MomentNode): string {
  const day = date === null ? weekday : printDate(date);
  return day === null ? printTime(time) : `${day} ${printTime(time)}`;
}

export function printDate({ year, month, day }: DateNode): string {
  return `${String(year).padStart(4, '0')}-${twoDigits(month)}-${twoDigits(day)}`;
}

/** `00:30`, for anything with an hour and a minute. */
export function printTime({ hour, minute }: Pick<TimeNode, 'hour' | 'minute'>): string {
  return `${twoDigits(hour)}:${twoDigits(minute)}`;
}

export function printPath({ parts }: PathNode): string {
  return parts
    .map(({ text }) => (/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/u.test(text) ? text : quoteCoin(text)))
    .join('.');
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}

function printDwell(dwell: LiteralNode | null): string {
  return dwell === null ? '' : ` for ${printLiteral(dwell)}`;
}

export function printLiteral(node: LiteralNode): string {
  const digits = groupDigits(node.digits);
  switch (node.form) {
    case 'money':
      return `$${digits}`;
    case 'percent':
      return `${digits}%`;
    case 'bps':
      return `${digits}bps`;
    case 'multiple':
      return `${digits}x`;
    case 'duration':
      return digits + (node.unit ?? '');
    case 'size':
      return `${digits} ${quoteCoin(node.unit ?? '')}`;
    case 'number':
      return digits;
    default:
      return unreachable(node.form);
  }
}

/** A coin as the language writes it: in quotes where it is not one plain word. */
export function printCoin(coin: NameNode): string {
  return quoteCoin(coin.text);
}

/** As the grammar has it: any other name of a coin stands in quotes. */
function quoteCoin(coin: string): string {
  return /^k?[A-Z][A-Za-z0-9]*$/u.test(coin) ? coin : `"${coin}"`;
}

/** Before a point stands `order`, `account` or a coin, which may be written in lower case. */
function printPrefix({ text }: NameNode): string {
  const isPlain = /^[A-Za-z][A-Za-z0-9_]*$/u.test(text) && !RESERVED_WORDS.includes(text);
  return isPlain ? text : `"${text}"`;
}

/** `_` between groups of three where the whole part has four digits or more. */
function groupDigits(digits: string): string {
  const [whole = '', fraction] = digits.replaceAll('_', '').split('.');
  const grouped = whole.length < 4 ? whole : whole.replace(/\B(?=(?:\d{3})+$)/gu, '_');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}
