/** From text to the tree as written; what cannot be read is reported and left out. */
import type { ProblemList, Span } from '../diagnostic/index.js';
import { maskSource } from './mask-source.js';
import { reportUnopenedBlock } from './report-unopened-block.js';
import { reportSecrets } from './report-secrets.js';
import { type LineContext, reportUnreadableLine } from './report-unreadable-line.js';
import { parseMaskedFile } from './run-grammar.js';
import type {
  BlockNode,
  PolicyFileNode,
  RawPolicyFile,
  StatementNode,
  TroubleNode,
} from './syntax-tree.js';

/** A policy is read by people in one sitting. */
export const FILE_SIZE_LIMIT = 128 * 1024;

/** No statement needs three; more than this would only serve to break the parser. */
const BLOCK_DEPTH_LIMIT = 40;

/** The tree of what could be read; null where the file is too large or nests too deep. */
export function parsePolicy(source: string, problems: ProblemList): PolicyFileNode | null {
  if (source.length > FILE_SIZE_LIMIT) {
    problems.report('P701', null, 'the file is longer than 131,072 characters', {
      hint: 'split it into several policies',
    });
    return null;
  }
  reportSecrets(source, problems);
  const { text, comments } = maskSource(source, problems);
  if (isTooDeep(text, problems)) return null;
  const raw = parseMaskedFile(text);
  const cleaner = new Cleaner(problems);
  const entries = cleaner.cleanFile(raw);
  const { span } = raw;
  return Object.freeze({
    kind: 'policyFile',
    span,
    entries,
    comments,
    isWhole: !problems.hasErrors,
  });
}

/** Reports blocks that nest deeper than any statement of the language does. */
function isTooDeep(maskedText: string, problems: ProblemList): boolean {
  let depth = 0;
  let start = 0;
  for (const line of maskedText.split('\n')) {
    const text = line.trim();
    if (text.startsWith('}')) depth = Math.max(0, depth - 1);
    if (text.endsWith('{')) depth += 1;
    if (depth > BLOCK_DEPTH_LIMIT) {
      const at = start + line.lastIndexOf('{');
      const message = `blocks nest more than ${BLOCK_DEPTH_LIMIT} deep`;
      problems.report('P702', { start: at, end: at + 1 }, message, {
        hint: 'end each block with a `}` on a line of its own',
      });
      return true;
    }
    start += line.length + 1;
  }
  return false;
}

/** So many lines that cannot be read are told one by one; beyond them it is no policy. */
const UNREADABLE_MOST = 200;

/** Whatever may stand in a file or a block. */
type RawEntry =
  StatementNode<TroubleNode> | BlockNode<TroubleNode>['entries'][number] | TroubleNode;

/** What the lines of each block are judged as. */
const CONTEXTS: Readonly<Record<BlockNode['kind'], LineContext>> = {
  settingBlock: 'settings',
  marketBlock: 'market',
  phaseBlock: 'phase',
  rulebookBlock: 'rulebook',
  testBlock: 'test',
};

/** Takes the trouble out of a tree and reports it. */
class Cleaner {
  readonly #problems: ProblemList;
  #unreadable = 0;

  constructor(problems: ProblemList) {
    this.#problems = problems;
  }

  cleanFile(file: RawPolicyFile): readonly StatementNode[] {
    // What is left of a file of statements and trouble is statements.
    return this.#clean(file.entries, 'file') as readonly StatementNode[];
  }

  /** The entries without trouble, to any depth. */
  #clean(entries: readonly RawEntry[], context: LineContext): readonly RawEntry[] {
    const clean: RawEntry[] = [];
    const told = new Set<number>();
    for (const [index, entry] of entries.entries()) {
      if (told.has(index)) continue;
      if (isTrouble(entry)) {
        const inside = reportUnopenedBlock(entries, index, this.#problems);
        for (const line of inside) told.add(line);
        if (inside.length === 0) this.#reportTrouble(entry, context);
      } else if ('entries' in entry) {
        this.#reportClose(entry);
        const inner = this.#clean(entry.entries, CONTEXTS[entry.kind]);
        clean.push(Object.freeze({ ...entry, entries: inner }) as RawEntry);
      } else {
        clean.push(entry);
      }
    }
    return Object.freeze(clean);
  }

  #reportClose(block: BlockNode<TroubleNode>): void {
    const { close, head } = block;
    if (!close.isClosed) {
      const name = block.kind === 'settingBlock' ? block.head.name : CONTEXTS[block.kind];
      this.#problems.report('P109', head.span, `the block \`${name}\` is not closed`, {
        label: 'opened here',
        hint: 'end it with a `}` on a line of its own',
      });
    } else if (close.rest !== '' && close.brace !== null) {
      this.#problems.report(
        'P101',
        close.brace.span,
        `\`${close.rest}\` stands behind a closing brace`,
        {
          hint: 'a `}` stands alone on its line',
        },
      );
    }
  }

  #reportTrouble(trouble: TroubleNode, context: LineContext): void {
    this.#unreadable += 1;
    if (this.#unreadable > UNREADABLE_MOST) {
      if (this.#unreadable === UNREADABLE_MOST + 1) this.#giveUp(trouble.span);
      return;
    }
    if (trouble.kind === 'unreadable') {
      reportUnreadableLine(trouble, context, this.#problems);
    } else {
      this.#reportMisplaced(trouble.word.text, trouble.word.span, context);
    }
  }

  #giveUp(span: Span): void {
    const message = `more than ${UNREADABLE_MOST} lines cannot be read`;
    this.#problems.report('P702', { start: span.start, end: span.start + 1 }, message, {
      label: 'from here on they are not told',
      hint: 'correct the first ones and check again, or see whether this is a policy at all',
    });
  }

  #reportMisplaced(word: string, span: Span, context: LineContext): void {
    const where = context === 'settings' ? 'a block of settings' : `a \`${context}\` block`;
    this.#problems.report('P118', span, `\`${word}\` cannot stand inside ${where}`, {
      hint: 'close the block before it, or move the line out of the block',
    });
  }
}

function isTrouble(entry: RawEntry): entry is TroubleNode {
  return entry.kind === 'unreadable' || entry.kind === 'misplaced';
}
