/** The `let` names of a file: checked where they stand, inlined where they are used. */
import { unreachable } from '../base/index.js';
import type { ProblemList, Span } from '../diagnostic/index.js';
import type { LetNode, NameNode } from '../syntax/index.js';
import type { CheckedExpression } from './checked-policy.js';
import { FEED_NAMES } from './feed-name.js';
import { MEASURE_NAMES } from './measure-table.js';

interface Binding {
  readonly name: NameNode;
  /** Where its own statement ends: it is known from there on. */
  readonly end: number;
  /** Null where it is not sound, which is reported. */
  readonly value: CheckedExpression | null;
  isUsed: boolean;
}

type InferLet = (node: LetNode, lets: LetTable) => CheckedExpression | null;

const LETS_LIMIT = 64;
/** A let may use lets, which doubles its size each time: evaluation stays linear by this. */
const SIZE_LIMIT = 64;
const NAME_LENGTH_LIMIT = 48;
const TAKEN: ReadonlySet<string> = new Set([...MEASURE_NAMES, ...FEED_NAMES, 'order', 'account']);

export class LetTable {
  readonly #bindings = new Map<string, Binding>();
  readonly #problems: ProblemList;

  /** `nodes` are all lets of the file, in line order. */
  constructor(nodes: readonly LetNode[], problems: ProblemList, infer: InferLet) {
    this.#problems = problems;
    this.#boundCount(nodes);
    const ahead = new Map(nodes.toReversed().map((node) => [node.name.text, node] as const));
    for (const { name, span } of ahead.values()) {
      this.#bindings.set(name.text, { name, end: span.end, value: null, isUsed: false });
    }
    for (const node of nodes) {
      if (this.#isNew(node, ahead.get(node.name.text))) this.#define(node, infer);
    }
  }

  get names(): readonly string[] {
    return [...this.#bindings.keys()];
  }

  has(name: string): boolean {
    return this.#bindings.has(name);
  }

  /** The value of a let with the place of its use; null where there is none, which is reported. */
  use(name: string, span: Span): CheckedExpression | null {
    const binding = this.#bindings.get(name);
    if (binding === undefined) return null;
    binding.isUsed = true;
    if (binding.end > span.start) {
      this.#problems.report('P210', span, `\`${name}\` is used before it is defined`, {
        also: { ...binding.name.span, label: 'defined here' },
        hint: 'move the `let` above its first use',
      });
      return null;
    }
    return binding.value === null ? null : { ...binding.value, span };
  }

  reportUnused(): void {
    for (const { name, isUsed } of this.#bindings.values()) {
      if (isUsed) continue;
      this.#problems.report('P505', name.span, `nothing reads \`${name.text}\``, {
        hint: 'use it in a rule, or take the `let` out',
      });
    }
  }

  #define(node: LetNode, infer: InferLet): void {
    const { name, span } = node;
    if (name.text.length > NAME_LENGTH_LIMIT) {
      const message = `a name has at most ${NAME_LENGTH_LIMIT} characters`;
      this.#problems.report('P111', name.span, message, { hint: 'say the rest in a comment' });
    }
    const value = infer(node, this);
    const size = value === null ? 1 : sizeOf(value);
    const isSmall = size <= SIZE_LIMIT;
    if (!isSmall) {
      const message = `\`${name.text}\` has ${size} parts, with those of the lets that it uses`;
      this.#problems.report('P702', name.span, message, {
        hint: `a let has at most ${SIZE_LIMIT} parts: split what it is for into several rules`,
      });
    }
    const known = isSmall ? value : null;
    const isUsed = this.#bindings.get(name.text)?.isUsed === true;
    this.#bindings.set(name.text, { name, end: span.end, value: known, isUsed });
  }

  #isNew({ name }: LetNode, first: LetNode | undefined): boolean {
    if (TAKEN.has(name.text)) {
      this.#problems.report('P209', name.span, `\`${name.text}\` is the name of a measure`, {
        hint: 'give the let a name of its own',
      });
      // The measure keeps its meaning; nobody is told that the let is unused.
      this.#bindings.delete(name.text);
      return false;
    }
    if (first === undefined || first.name === name) return true;
    this.#problems.report('P208', name.span, `\`${name.text}\` is defined twice`, {
      label: 'the second',
      also: { ...first.name.span, label: 'the first' },
      hint: 'give one of them another name',
    });
    return false;
  }

  #boundCount(nodes: readonly LetNode[]): void {
    const extra = nodes[LETS_LIMIT];
    if (extra === undefined) return;
    const message = `a policy has at most ${LETS_LIMIT} lets, this one ${nodes.length}`;
    this.#problems.report('P702', extra.name.span, message, {
      hint: 'write what is used once where it is used',
    });
  }
}

function sizeOf(expression: CheckedExpression): number {
  switch (expression.kind) {
    case 'constant':
    case 'measure':
    case 'age':
      return 1;
    case 'arithmetic':
      return 1 + sizeOf(expression.left) + sizeOf(expression.right);
    case 'negate':
    case 'absolute':
      return 1 + sizeOf(expression.operand);
    case 'min':
    case 'max':
      return 1 + expression.operands.reduce((sum, operand) => sum + sizeOf(operand), 0);
    default:
      return unreachable(expression);
  }
}
