/** syntax (pure): policy text to the tree as written, and back to text in the one layout. */
export { type FormatResult, formatPolicyText } from './format-policy.js';
export { parsePolicy } from './parse-policy.js';
export { printCondition, printExpression } from './print-expression.js';
export { LATER_WORDS, STATEMENT_WORDS } from './statement-words.js';
export type {
  AgeNode,
  BlockName,
  CommentNode,
  ComparatorText,
  CompareNode,
  ConditionNode,
  Effect,
  ExpressionNode,
  LiteralNode,
  MarketBlockNode,
  MeasureNode,
  NameNode,
  PercentOfNode,
  PolicyFileNode,
  RuleNode,
  SettingBlockNode,
  SettingNode,
  SettingValueNode,
  ShortReleaseNode,
  StatementNode,
  WithinNode,
} from './syntax-tree.js';
