/** syntax (pure): policy text to the tree as written, and back to text in the one layout. */
export { type FormatResult, formatPolicyText } from './format-policy.js';
export { unfoldStatements } from './unfold-statements.js';
export { parsePolicy } from './parse-policy.js';
export { printCondition, printExpression, printPath, printTime } from './print-expression.js';
export { STATEMENT_WORDS } from './statement-words.js';
export type {
  AgeNode,
  BlockName,
  BlockNode,
  CommentNode,
  ComparatorText,
  CompareNode,
  ConditionNode,
  DateNode,
  DuringNode,
  Effect,
  EventRateNode,
  ExpressionNode,
  HeaderNode,
  LetNode,
  LiteralNode,
  MarketBlockNode,
  MeasureNode,
  MomentNode,
  NameNode,
  PathNode,
  PercentOfNode,
  PhaseBlockNode,
  PolicyFileNode,
  RulebookBlockNode,
  RuleNode,
  SettingBlockNode,
  SettingNode,
  SettingValueNode,
  ShortReleaseNode,
  StatementNode,
  StringNode,
  TimeNode,
  UseNode,
  WaiveNode,
  WeekdayText,
  WithinNode,
} from './syntax-tree.js';
export type {
  AssignmentNode,
  ExpectationNode,
  OrderNode,
  RunNode,
  SignedLiteralNode,
  StepNode,
  TestBlockNode,
  TestLineNode,
} from './test-syntax-tree.js';
