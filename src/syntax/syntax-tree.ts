/** The tree as written: frozen nodes, each with its `kind` and its `span` in the source. */
import type { Span } from '../diagnostic/index.js';

interface Node<Kind extends string> {
  readonly kind: Kind;
  readonly span: Span;
}

/** A word with a place: a name, a coin, a feed. */
export interface NameNode extends Node<'name'> {
  readonly text: string;
}

export interface StringNode extends Node<'string'> {
  readonly text: string;
}

export type LiteralForm = 'number' | 'money' | 'percent' | 'bps' | 'multiple' | 'duration' | 'size';

/** `digits` as written, `_` included; `unit` is the coin of a size or the unit of a duration. */
export interface LiteralNode extends Node<'literal'> {
  readonly form: LiteralForm;
  readonly digits: string;
  readonly unit: string | null;
}

export type BinaryOperator = '+' | '-' | '*' | '/';

export type ExpressionNode =
  | LiteralNode
  | MeasureNode
  | AgeNode
  | (Node<'binary'> & {
      readonly operator: BinaryOperator;
      readonly left: ExpressionNode;
      readonly right: ExpressionNode;
    })
  | (Node<'negate'> & { readonly operand: ExpressionNode })
  | (Node<'absolute'> & { readonly operand: ExpressionNode })
  | (Node<'grouped'> & { readonly inner: ExpressionNode })
  | PercentOfNode
  | (Node<'extreme'> & {
      readonly which: 'min' | 'max';
      readonly operands: readonly ExpressionNode[];
    });

/** `position`, `order.notional`, `account.unrealized_pnl`, `HYPE.position`. */
export interface MeasureNode extends Node<'measure'> {
  readonly prefix: NameNode | null;
  readonly name: string;
}

export interface AgeNode extends Node<'age'> {
  readonly feed: NameNode;
}

export interface PercentOfNode extends Node<'percentOf'> {
  readonly percent: LiteralNode;
  readonly of: ExpressionNode;
}

export type ComparatorText = '<' | '<=' | '>' | '>=' | '=';

export interface CompareNode extends Node<'compare'> {
  readonly comparator: ComparatorText;
  readonly left: ExpressionNode;
  readonly right: ExpressionNode;
}

export interface WithinNode extends Node<'within'> {
  readonly left: ExpressionNode;
  readonly tolerance: LiteralNode;
  readonly center: ExpressionNode;
}

export type ConditionNode =
  | CompareNode
  | WithinNode
  | (Node<'junction'> & {
      readonly word: 'and' | 'or';
      readonly operands: readonly ConditionNode[];
    })
  | (Node<'groupedCondition'> & { readonly inner: ConditionNode });

/** How a hold ends, after `until`. */
export type ReleaseNode =
  | (Node<'laterRelease'> & { readonly after: LiteralNode })
  | Node<'dayResetRelease'>
  | (Node<'resumedRelease'> & { readonly after: LiteralNode | null })
  /** `until < 70%`: the left side is that of `when`. */
  | ShortReleaseNode
  | (Node<'conditionRelease'> & {
      readonly condition: ConditionNode;
      readonly dwell: LiteralNode | null;
    });

export interface ShortReleaseNode extends Node<'shortRelease'> {
  readonly comparator: ComparatorText;
  readonly right: ExpressionNode;
  readonly dwell: LiteralNode | null;
}

export interface UntilNode extends Node<'until'> {
  readonly release: ReleaseNode;
}

export type Effect = 'limit' | 'reduce-only' | 'pause' | 'kill' | 'alert';

export interface RuleNode extends Node<'rule'> {
  readonly effect: Effect;
  readonly name: NameNode;
  readonly condition: ConditionNode;
  /** `limit … when`: the condition under which a limit applies. */
  readonly applies: ConditionNode | null;
  /** `for`: how long the condition must hold. */
  readonly dwell: LiteralNode | null;
  readonly until: UntilNode | null;
  readonly flatten: Node<'flatten'> | null;
  readonly because: StringNode | null;
}

export type SettingValueNode =
  | LiteralNode
  | (Node<'clock'> & { readonly hour: number; readonly minute: number; readonly zone: string })
  | (Node<'switch'> & {
      readonly after: LiteralNode;
      readonly mode: 'required' | 'if-available';
    })
  | (Node<'range'> & { readonly from: LiteralNode; readonly to: LiteralNode })
  /** Per square root of a second. */
  | (Node<'pace'> & { readonly amount: LiteralNode; readonly length: 'tick' | 'usd' })
  | (Node<'rate'> & { readonly amount: LiteralNode; readonly unit: 'tick' | 'usd' | 'second' })
  | (Node<'address'> & { readonly text: string })
  | (Node<'word'> & { readonly text: string })
  | (Node<'unknownValue'> & { readonly text: string });

export interface SettingNode extends Node<'setting'> {
  readonly key: NameNode;
  readonly value: SettingValueNode;
}

export type BlockName = 'account' | 'stale-after' | 'quote glft' | 'allocate margin';

interface CloseNode extends Node<'close'> {
  readonly isClosed: boolean;
  readonly brace: Node<'brace'> | null;
  /** What stands behind the brace, which should be nothing. */
  readonly rest: string;
}

export interface SettingBlockNode<Trouble = never> extends Node<'settingBlock'> {
  readonly head: Node<'settingBlockHead'> & { readonly name: BlockName };
  readonly entries: readonly (SettingNode | Trouble)[];
  readonly close: CloseNode;
}

export interface MarketBlockNode<Trouble = never> extends Node<'marketBlock'> {
  readonly head: Node<'marketHead'> & {
    readonly coins: readonly (NameNode | Node<'otherMarkets'>)[];
  };
  readonly entries: readonly (SettingNode | RuleNode | SettingBlockNode<Trouble> | Trouble)[];
  readonly close: CloseNode;
}

export interface HeaderNode extends Node<'header'> {
  readonly name: NameNode;
}

export interface LanguageNode extends Node<'language'> {
  readonly version: LiteralNode;
}

export interface VenueNode extends Node<'venue'> {
  readonly name: NameNode;
  readonly network: NameNode | null;
}

/** A line that could not be read, or that does not belong; it is reported and taken out. */
export type TroubleNode =
  | (Node<'unreadable'> & { readonly text: string })
  | (Node<'later'> & { readonly word: Node<'word'> & { readonly text: string } })
  | (Node<'misplaced'> & { readonly word: Node<'word'> & { readonly text: string } });

export type StatementNode<Trouble = never> =
  | HeaderNode
  | LanguageNode
  | VenueNode
  | RuleNode
  | SettingBlockNode<Trouble>
  | MarketBlockNode<Trouble>;

/** What the grammar answers. */
export interface RawPolicyFile extends Node<'policyFile'> {
  readonly entries: readonly (StatementNode<TroubleNode> | TroubleNode)[];
}

export interface CommentNode extends Node<'comment'> {
  /** From the `#` on, without space at the end. */
  readonly text: string;
  /** Nothing but space stands before it on its line. */
  readonly isAlone: boolean;
}

/** A policy as written, with nothing in it that could not be read. */
export interface PolicyFileNode extends Node<'policyFile'> {
  readonly entries: readonly StatementNode[];
  readonly comments: readonly CommentNode[];
  /** False where lines were left out because they could not be read. */
  readonly isWhole: boolean;
}
