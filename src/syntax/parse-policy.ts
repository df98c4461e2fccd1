/** From text to the tree as written; what cannot be read is reported and left out. */
import type { ProblemList, Span } from '../diagnostic/index.js';
import { maskSource } from './mask-source.js';
import { reportSecrets } from './report-secrets.js';
import { type LineContext, reportUnreadableLine } from './report-unreadable-line.js';
import { parseMaskedFile } from './run-grammar.js';
import type {
  MarketBlockNode,
  PolicyFileNode,
  RawPolicyFile,
  SettingBlockNode,
  StatementNode,
  TroubleNode,
} from './syntax-tree.js';

/** A policy is read by people in one sitting. */
export const FILE_SIZE_LIMIT = 64 * 1024;

/** No statement needs three; more than this would only serve to break the parser. */
const BLOCK_DEPTH_LIMIT = 40;

/** The tree of what could be read; null where the file is too large or nests too deep. */
export function parsePolicy(source: string, problems: ProblemList): PolicyFileNode | null {
  if (source.length > FILE_SIZE_LIMIT) {
    problems.report('P701', null, 'the file is longer than 65,536 characters', {
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

/** Takes the trouble out of a tree and reports it. */
class Cleaner {
  readonly #problems: ProblemList;

  constructor(problems: ProblemList) {
    this.#problems = problems;
  }

  cleanFile(file: RawPolicyFile): readonly StatementNode[] {
    const statements: StatementNode[] = [];
    for (const entry of file.entries) {
      if (isTrouble(entry)) {
        this.#reportTrouble(entry, 'file');
      } else if (entry.kind === 'marketBlock') {
        statements.push(this.#cleanMarketBlock(entry));
      } else if (entry.kind === 'settingBlock') {
        statements.push(this.#cleanSettingBlock(entry));
      } else {
        statements.push(entry);
      }
    }
    return Object.freeze(statements);
  }

  #cleanMarketBlock(block: MarketBlockNode<TroubleNode>): MarketBlockNode {
    this.#reportClose(block, 'market');
    const entries: MarketBlockNode['entries'][number][] = [];
    for (const entry of block.entries) {
      if (isTrouble(entry)) this.#reportTrouble(entry, 'market');
      else if (entry.kind === 'settingBlock') entries.push(this.#cleanSettingBlock(entry));
      else entries.push(entry);
    }
    return Object.freeze({ ...block, entries: Object.freeze(entries) });
  }

  #cleanSettingBlock(block: SettingBlockNode<TroubleNode>): SettingBlockNode {
    this.#reportClose(block, block.head.name);
    const entries: SettingBlockNode['entries'][number][] = [];
    for (const entry of block.entries) {
      if (isTrouble(entry)) this.#reportTrouble(entry, 'settings');
      else entries.push(entry);
    }
    return Object.freeze({ ...block, entries: Object.freeze(entries) });
  }

  #reportClose(block: MarketBlockNode<TroubleNode> | SettingBlockNode<TroubleNode>, name: string) {
    const { close, head } = block;
    if (!close.isClosed) {
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
    if (trouble.kind === 'unreadable') {
      reportUnreadableLine(trouble, context, this.#problems);
    } else if (trouble.kind === 'later') {
      const { text, span } = trouble.word;
      this.#problems.report('P119', span, `\`${text}\` is not in this version yet`, {
        hint: laterHint(text),
      });
    } else {
      this.#reportMisplaced(trouble.word.text, trouble.word.span, context);
    }
  }

  #reportMisplaced(word: string, span: Span, context: LineContext): void {
    const where = context === 'market' ? 'a `market` block' : 'a block of settings';
    this.#problems.report('P118', span, `\`${word}\` cannot stand inside ${where}`, {
      hint: 'close the block before it, or move the line out of the block',
    });
  }
}

function isTrouble(entry: { readonly kind: string }): entry is TroubleNode {
  return entry.kind === 'unreadable' || entry.kind === 'later' || entry.kind === 'misplaced';
}

function laterHint(word: string): string {
  switch (word.replace(/ +/u, ' ')) {
    case 'preset':
    case 'use':
    case 'waive':
    case 'phase':
    case 'rulebook':
      return 'write the rules themselves into the policy for now';
    case 'let':
      return 'write the expression where it is used for now';
    case 'size kelly':
      return 'bound the position with a `limit` and set `unit-size` in `quote glft` for now';
    default:
      return 'leave it out for now';
  }
}
