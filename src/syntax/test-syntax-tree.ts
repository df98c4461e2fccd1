/** The tests of a policy as written: frozen nodes, like all of the tree. */
import type { Node } from './syntax-node.js';
import type {
  CloseNode,
  DateNode,
  Effect,
  LiteralNode,
  MeasureNode,
  NameNode,
  PathNode,
  StringNode,
  TimeNode,
} from './syntax-tree.js';

export interface TestBlockNode<Trouble = never> extends Node<'testBlock'> {
  readonly head: Node<'testHead'> & { readonly title: StringNode };
  readonly entries: readonly (TestLineNode | Trouble)[];
  readonly close: CloseNode;
}

export type TestLineNode =
  | (Node<'startLine'> & {
      readonly date: DateNode;
      readonly time: TimeNode;
      readonly zone: string;
    })
  | (Node<'givenLine'> & { readonly assignments: readonly AssignmentNode[] })
  | (Node<'seriesLine'> & {
      readonly measure: MeasureNode;
      readonly every: LiteralNode;
      readonly runs: readonly RunNode[];
    })
  /** `at` null: at 0s. */
  | (Node<'stepLine'> & { readonly at: LiteralNode | null; readonly step: StepNode });

/** A literal, or one with a minus before it. */
export type SignedLiteralNode = LiteralNode | (Node<'negate'> & { readonly operand: LiteralNode });

export interface AssignmentNode extends Node<'assignment'> {
  readonly measure: MeasureNode;
  readonly value: SignedLiteralNode | Node<'stale'> | Node<'missing'>;
}

/** A value so many times, once where `times` is null; `silent` stops the feed. */
export type RunNode =
  | (Node<'valueRun'> & { readonly value: SignedLiteralNode; readonly times: LiteralNode | null })
  | Node<'silentRun'>;

export type StepNode =
  | (Node<'setStep'> & { readonly assignments: readonly AssignmentNode[] })
  | (Node<'submitStep'> & { readonly order: OrderNode; readonly times: LiteralNode | null })
  | (Node<'fillStep'> & { readonly order: OrderNode })
  | (Node<'operatorStep'> & { readonly command: 'pause' | 'resume' | 'kill' | 're-arm' })
  | Node<'restartStep'>
  | (Node<'expectStep'> & { readonly expectation: ExpectationNode });

export interface OrderNode extends Node<'order'> {
  readonly side: 'buy' | 'sell';
  readonly size: LiteralNode;
  readonly price: LiteralNode;
  readonly stop: LiteralNode | null;
}

export type ExpectationNode =
  | (Node<'expectState'> & {
      readonly state: 'active' | 'reducing' | 'paused' | 'halted';
      readonly coin: NameNode | null;
    })
  /** `isExpected` false: `no kill daily-loss`. */
  | (Node<'expectRule'> & {
      readonly isExpected: boolean;
      readonly effect: Exclude<Effect, 'objective'>;
      readonly path: PathNode;
    })
  | (Node<'expectUnknown'> & { readonly path: PathNode })
  | (Node<'expectRoom'> & { readonly path: PathNode; readonly value: SignedLiteralNode })
  | (Node<'expectAllow'> & { readonly order: OrderNode })
  | (Node<'expectDeny'> & { readonly order: OrderNode; readonly by: PathNode | null })
  | (Node<'expectClip'> & { readonly order: OrderNode; readonly size: LiteralNode })
  | (Node<'expectRefuse'> & { readonly command: 'resume' | 're-arm' })
  | (Node<'expectObjective'> & { readonly path: PathNode; readonly outcome: 'met' | 'open' });
