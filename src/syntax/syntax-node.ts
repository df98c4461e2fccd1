/** What every node of the tree has. */
import type { Span } from '../diagnostic/index.js';

export interface Node<Kind extends string> {
  readonly kind: Kind;
  readonly span: Span;
}
