/** The tree as written: frozen nodes, each with its `kind` and its `span` in the source. */
import type { Node } from './syntax-node.js';
import type { TestBlockNode } from './test-syntax-tree.js';

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
  | EventRateNode
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

/** `10 per 1m`: at most so many in any window of that length. */
export interface EventRateNode extends Node<'eventRate'> {
  readonly count: LiteralNode;
  readonly window: LiteralNode;
}

/** Numbers as written: they may name no day. */
export interface DateNode extends Node<'date'> {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** Numbers as written: they may be no time of day. */
export interface TimeNode extends Node<'time'> {
  readonly hour: number;
  readonly minute: number;
}

export type WeekdayText =
  'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday';

/** A time of every day, of one day of each week, or of one date. */
export interface MomentNode extends Node<'moment'> {
  readonly date: DateNode | null;
  readonly weekday: WeekdayText | null;
  readonly time: TimeNode;
}

/** `during 22:00 to 23:00 Europe/Prague`. */
export interface DuringNode extends Node<'during'> {
  readonly from: MomentNode;
  readonly to: MomentNode;
  readonly zone: string;
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
  | DuringNode
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

export type Effect = 'limit' | 'reduce-only' | 'pause' | 'kill' | 'alert' | 'objective';

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
  | DateNode
  | StringNode
  /** `1% of equity`. */
  | (Node<'share'> & { readonly percent: LiteralNode; readonly of: NameNode })
  /** `30 trades`. */
  | (Node<'trades'> & { readonly count: LiteralNode })
  /** `20 bars of 5m`. */
  | (Node<'bars'> & { readonly count: LiteralNode; readonly each: LiteralNode })
  /** `2x atr`. */
  | (Node<'atrMultiple'> & { readonly multiple: LiteralNode })
  /** `10% with probability 5%`. */
  | (Node<'drawdown'> & { readonly depth: LiteralNode; readonly probability: LiteralNode })
  | (Node<'unknownValue'> & { readonly text: string });

export interface SettingNode extends Node<'setting'> {
  readonly key: NameNode;
  readonly value: SettingValueNode;
}

export type BlockName = 'account' | 'stale-after' | 'size kelly' | 'quote glft' | 'allocate margin';

export interface CloseNode extends Node<'close'> {
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

export interface PhaseBlockNode<Trouble = never> extends Node<'phaseBlock'> {
  readonly head: Node<'phaseHead'> & { readonly names: readonly NameNode[] };
  readonly entries: readonly (
    RuleNode | SettingBlockNode<Trouble> | TestBlockNode<Trouble> | Trouble
  )[];
  readonly close: CloseNode;
}

/** What the firm says, apart from our own caution. */
export interface RulebookBlockNode<Trouble = never> extends Node<'rulebookBlock'> {
  readonly head: Node<'rulebookHead'> & { readonly title: StringNode };
  readonly entries: readonly (SettingNode | RuleNode | PhaseBlockNode<Trouble> | Trouble)[];
  readonly close: CloseNode;
}

/** `policy NAME`, `preset NAME` or `tests "prod.policy"`. */
export type HeaderNode =
  | (Node<'header'> & { readonly word: 'policy' | 'preset'; readonly name: NameNode })
  | (Node<'header'> & { readonly word: 'tests'; readonly name: StringNode });

/** A preset of the library by its name, or a file beside this one by a string. */
export interface UseNode extends Node<'use'> {
  readonly preset: NameNode | StringNode;
  readonly phase: NameNode | null;
}

/** `ftmo.daily-loss`, `HYPE.order-notional`, `ftmo.account.withdrawals`. */
export interface PathNode extends Node<'path'> {
  readonly parts: readonly NameNode[];
}

export interface WaiveNode extends Node<'waive'> {
  readonly path: PathNode;
  readonly date: DateNode;
  readonly because: StringNode;
}

export interface LetNode extends Node<'let'> {
  readonly name: NameNode;
  readonly value: ExpressionNode;
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
  | (Node<'misplaced'> & { readonly word: Node<'word'> & { readonly text: string } });

export type StatementNode<Trouble = never> =
  | HeaderNode
  | LanguageNode
  | UseNode
  | WaiveNode
  | VenueNode
  | LetNode
  | RuleNode
  | BlockNode<Trouble>;

export type BlockNode<Trouble = never> =
  | SettingBlockNode<Trouble>
  | MarketBlockNode<Trouble>
  | PhaseBlockNode<Trouble>
  | RulebookBlockNode<Trouble>
  | TestBlockNode<Trouble>;

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
