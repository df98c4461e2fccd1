/** Statements and settings in the one layout, and the first lines of blocks. */
import { unreachable } from '../base/index.js';
import { breakClause, fitsLine, padTo } from './layout.js';
import {
  printCoin,
  printDate,
  printExpression,
  printLiteral,
  printPath,
  printTime,
} from './print-expression.js';
import { printRule } from './print-rule.js';
import { printTestLine } from './print-test-line.js';
import type {
  BlockNode,
  MarketBlockNode,
  SettingNode,
  SettingValueNode,
  StatementNode,
  WaiveNode,
} from './syntax-tree.js';
import type { TestLineNode } from './test-syntax-tree.js';

const VALUE_COLUMN = 18;

/** What is no block: it is printed as a whole. */
export type LineEntry = Exclude<StatementNode, BlockNode> | SettingNode | TestLineNode;

/** The lines of a statement, without the indent of the block that it stands in. */
export function printStatement(entry: LineEntry, indent: number): readonly string[] {
  switch (entry.kind) {
    case 'header': {
      const { word, name } = entry;
      return [word === 'tests' ? `${word} "${name.text}"` : `${word} ${name.text}`];
    }
    case 'language':
      return [`language ${printLiteral(entry.version)}`];
    case 'use': {
      const { preset, phase } = entry;
      const what = preset.kind === 'string' ? `"${preset.text}"` : preset.text;
      return [phase === null ? `use ${what}` : `use ${what} phase ${phase.text}`];
    }
    case 'waive':
      return printWaive(entry, indent);
    case 'venue': {
      const network = entry.network === null ? '' : ` ${entry.network.text}`;
      return [`venue ${entry.name.text}${network}`];
    }
    case 'let':
      return [`let ${entry.name.text} = ${printExpression(entry.value)}`];
    case 'setting':
      return [padTo(VALUE_COLUMN, entry.key.text) + printSettingValue(entry.value)];
    case 'rule':
      return printRule(entry, indent);
    case 'startLine':
    case 'givenLine':
    case 'seriesLine':
    case 'stepLine':
      return printTestLine(entry, indent);
    default:
      return unreachable(entry);
  }
}

/** What stands before the `{`. */
export function printBlockHead({ head }: BlockNode): string {
  switch (head.kind) {
    case 'settingBlockHead':
      return head.name;
    case 'marketHead':
      return `market ${printCoins(head.coins)}`;
    case 'phaseHead':
      return `phase ${head.names.map(({ text }) => text).join(', ')}`;
    case 'rulebookHead':
      return `rulebook "${head.title.text}"`;
    case 'testHead':
      return `test "${head.title.text}"`;
    default:
      return unreachable(head);
  }
}

function printCoins(coins: MarketBlockNode['head']['coins']): string {
  return coins.map((coin) => (coin.kind === 'name' ? printCoin(coin) : 'other')).join(', ');
}

function printWaive({ path, date, because }: WaiveNode, indent: number): readonly string[] {
  const head = `waive ${printPath(path)}`;
  const clauses = [`until ${printDate(date)}`, `because "${because.text}"`];
  const whole = [head, ...clauses].join(' ');
  if (fitsLine(whole, indent)) return [whole];
  return [head, ...clauses.flatMap((text) => breakClause({ text, parts: [text] }, indent))];
}

function printSettingValue(value: SettingValueNode): string {
  switch (value.kind) {
    case 'literal':
      return printLiteral(value);
    case 'clock':
      return `${printTime(value)} ${value.zone}`;
    case 'switch':
      return `${printLiteral(value.after)} ${value.mode}`;
    case 'range':
      return `${printLiteral(value.from)} to ${printLiteral(value.to)}`;
    case 'pace': {
      const unit = value.length === 'tick' ? 'ticks per sqrt-second' : 'per sqrt-second';
      return `${printLiteral(value.amount)} ${unit}`;
    }
    case 'rate':
      return `${printLiteral(value.amount)} per ${value.unit === 'usd' ? '$' : value.unit}`;
    case 'date':
      return printDate(value);
    case 'string':
      return `"${value.text}"`;
    case 'share':
      return `${printLiteral(value.percent)} of ${value.of.text}`;
    case 'trades':
      return `${printLiteral(value.count)} trades`;
    case 'bars':
      return `${printLiteral(value.count)} bars of ${printLiteral(value.each)}`;
    case 'atrMultiple':
      return `${printLiteral(value.multiple)} atr`;
    case 'drawdown':
      return `${printLiteral(value.depth)} with probability ${printLiteral(value.probability)}`;
    case 'address':
    case 'word':
    case 'unknownValue':
      return value.text;
    default:
      return unreachable(value);
  }
}
