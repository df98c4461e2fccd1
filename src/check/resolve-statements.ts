/** Sorts a file's statements by kind; each stands at most once, rules and markets apart. */
import { unreachable } from '../base/index.js';
import { certainName, nearestName, type ProblemList, type Span } from '../diagnostic/index.js';
import type {
  BlockName,
  HeaderNode,
  LetNode,
  MarketBlockNode,
  NameNode,
  PolicyFileNode,
  RuleNode,
  SettingBlockNode,
  StatementNode,
  TestBlockNode,
  UseNode,
  WaiveNode,
} from '../syntax/index.js';
import type { CheckedVenue } from './checked-policy.js';
import { phaseKey } from './flatten-blocks.js';

/** One market: a coin with the block that declares it. */
export interface DeclaredMarket {
  readonly coin: string;
  readonly coinSpan: Span;
  readonly block: MarketBlockNode;
}

/** A rule with the coins of the block it stands in. */
export interface PlacedRule {
  readonly rule: RuleNode;
  readonly coins: readonly string[] | null;
}

export interface Statements {
  readonly name: string;
  readonly language: number;
  readonly venue: CheckedVenue | null;
  readonly blocks: ReadonlyMap<BlockName, SettingBlockNode>;
  /** `size kelly` of the file and of its phase. */
  readonly sizings: readonly SettingBlockNode[];
  readonly markets: readonly DeclaredMarket[];
  readonly rules: readonly PlacedRule[];
  readonly tests: readonly TestBlockNode[];
  readonly lets: readonly LetNode[];
  readonly uses: readonly UseNode[];
  readonly waivers: readonly WaiveNode[];
  /** Every line could be read, so what is not there is missing. */
  readonly isWhole: boolean;
}

const LANGUAGE_VERSION = 1;
const NAME_LENGTH_LIMIT = 48;
const RULES_LIMIT = 1024;
const MARKETS_LIMIT = 32;

/** A policy, or a preset together with the markets that its user declares. */
export type FileRole =
  { readonly kind: 'policy' } | { readonly kind: 'preset'; readonly coins: readonly string[] };

export function resolveStatements(
  file: PolicyFileNode,
  problems: ProblemList,
  role: FileRole,
): Statements {
  return new StatementSorter(problems, role).sort(file);
}

/** The coins that the market blocks of a file name. */
export function coinsNamedIn(file: PolicyFileNode): readonly string[] {
  return file.entries.flatMap((entry) =>
    entry.kind === 'marketBlock'
      ? entry.head.coins.flatMap((coin) => (coin.kind === 'name' ? [coin.text] : []))
      : [],
  );
}

class StatementSorter {
  readonly #problems: ProblemList;
  readonly #role: FileRole;
  readonly #uses: UseNode[] = [];
  readonly #waivers: WaiveNode[] = [];
  #namedCoins: readonly string[] = [];
  readonly #singles = new Map<string, Span>();
  readonly #blocks = new Map<BlockName, SettingBlockNode>();
  readonly #sizings: SettingBlockNode[] = [];
  readonly #markets: DeclaredMarket[] = [];
  readonly #rules: PlacedRule[] = [];
  readonly #tests: TestBlockNode[] = [];
  readonly #lets: LetNode[] = [];
  #name = '';
  #language = LANGUAGE_VERSION;
  #venue: CheckedVenue | null = null;
  #isWhole = true;

  constructor(problems: ProblemList, role: FileRole) {
    this.#problems = problems;
    this.#role = role;
  }

  sort(file: PolicyFileNode): Statements {
    this.#isWhole = file.isWhole;
    this.#namedCoins = coinsNamedIn(file);
    this.#requireHeader(file);
    for (const entry of file.entries) this.#take(entry);
    this.#boundCounts();
    return {
      name: this.#name,
      language: this.#language,
      venue: this.#venue,
      blocks: this.#blocks,
      sizings: this.#sizings,
      markets: this.#markets,
      rules: this.#rules,
      tests: this.#tests,
      lets: this.#lets,
      uses: this.#uses,
      waivers: this.#waivers,
      isWhole: this.#isWhole,
    };
  }

  #requireHeader(file: PolicyFileNode): void {
    const first = file.entries[0];
    if (first?.kind === 'header' || !file.isWhole) return;
    const span = first === undefined ? { start: 0, end: 1 } : startOf(first.span);
    this.#problems.report('P116', span, 'the file does not begin with its name', {
      hint: `the first line is \`${this.#role.kind} NAME\``,
    });
  }

  #take(entry: StatementNode): void {
    switch (entry.kind) {
      case 'header':
        this.#takeHeader(entry);
        break;
      case 'language':
        if (this.#isFirst('language', entry.span)) {
          this.#takeLanguage(
            entry.version.form === 'number' ? entry.version.digits : '',
            entry.span,
          );
        }
        break;
      case 'venue':
        if (this.#role.kind === 'preset') this.#misplace('venue', entry.span);
        else if (this.#isFirst('venue', entry.span)) this.#takeVenue(entry.name, entry.network);
        break;
      case 'settingBlock':
        this.#takeSettingBlock(entry);
        break;
      case 'marketBlock':
        this.#takeMarkets(entry);
        break;
      case 'rule':
        this.#takeRule(entry, null);
        break;
      case 'let':
        this.#lets.push(entry);
        break;
      case 'use':
        this.#uses.push(entry);
        break;
      case 'waive':
        if (this.#role.kind === 'preset') this.#misplace('waive', entry.span);
        else this.#waivers.push(entry);
        break;
      case 'phaseBlock':
      case 'rulebookBlock':
        // What stands in them was taken out of them before.
        break;
      case 'testBlock':
        this.#tests.push(entry);
        break;
      default:
        unreachable(entry);
    }
  }

  #misplace(word: string, { start }: Span): void {
    const message = `\`${word}\` cannot stand in a preset`;
    this.#problems.report('P118', { start, end: start + word.length }, message, {
      hint: 'it belongs to the policy that uses the preset',
    });
  }

  #takeHeader(header: HeaderNode): void {
    const isFirst = this.#isFirst(header.word, header.span);
    if (header.word !== this.#role.kind) {
      this.#refuseHeader(header);
    } else {
      if (isFirst) this.#name = header.name.text;
      this.#boundName(header.name);
    }
  }

  /** It may have been meant for another file, so that nothing is missed in this one. */
  #refuseHeader({ word, span: { start } }: HeaderNode): void {
    this.#isWhole = false;
    const message = `\`${word}\` cannot stand in a ${this.#role.kind}`;
    this.#problems.report('P118', { start, end: start + word.length }, message, {
      hint: 'a file has one header, its first line',
    });
  }

  #takeSettingBlock(block: SettingBlockNode): void {
    const { name, span } = block.head;
    if (name === 'size kelly') {
      // A phase adds to the file: each has one block of its own.
      if (this.#isFirst(`${name}${phaseKey(block)}`, span, name)) this.#sizings.push(block);
    } else if (this.#isFirst(name, span)) {
      this.#blocks.set(name, block);
    }
  }

  #takeRule(rule: RuleNode, coins: readonly string[] | null): void {
    this.#boundName(rule.name);
    this.#rules.push({ rule, coins });
  }

  #isFirst(key: string, span: Span, word: string = key): boolean {
    const before = this.#singles.get(key);
    if (before === undefined) {
      this.#singles.set(key, span);
      return true;
    }
    this.#problems.report('P208', span, `\`${word}\` stands here twice`, {
      label: 'the second',
      also: { ...before, label: 'the first' },
      hint: 'keep one of them',
    });
    return false;
  }

  #takeLanguage(digits: string, span: Span): void {
    this.#language = Number(digits);
    if (digits === String(LANGUAGE_VERSION)) return;
    this.#problems.report('P802', span, 'this version reads language 1 only', {
      hint:
        this.#language > LANGUAGE_VERSION
          ? 'write `language 1`, or use a newer mm-policy'
          : 'write `language 1`',
    });
  }

  #takeVenue(name: NameNode, network: NameNode | null): void {
    const text = network?.text;
    if (name.text === 'embedded' && network === null) {
      this.#venue = { kind: 'embedded' };
    } else if (name.text === 'hyperliquid' && (text === 'mainnet' || text === 'testnet')) {
      this.#venue = { kind: 'hyperliquid', network: text };
    } else {
      const span = { start: name.span.start, end: (network ?? name).span.end };
      const written = network === null ? name.text : `${name.text} ${network.text}`;
      const known = ['embedded', 'hyperliquid mainnet', 'hyperliquid testnet'];
      const near = nearestName(written, known);
      const certain = certainName(written, known);
      this.#problems.report('P310', span, `\`${written}\` is not a venue`, {
        hint:
          near === null
            ? 'the venues are `embedded`, `hyperliquid mainnet` and `hyperliquid testnet`'
            : `did you mean \`${near}\`?`,
        edits: certain === null ? [] : [{ ...span, replacement: certain }],
      });
      // A venue was named: what is asked of every venue goes on being checked.
      this.#venue = { kind: 'embedded' };
    }
  }

  #takeMarkets(block: MarketBlockNode): void {
    const coins = block.head.coins.flatMap((coin) => this.#coinsOf(coin));
    for (const { text, span } of coins) {
      this.#markets.push({ coin: text, coinSpan: span, block });
    }
    for (const entry of block.entries) {
      if (entry.kind === 'rule') {
        // A preset's rules on a market that is not traded speak of nothing.
        if (coins.length > 0 || this.#role.kind === 'policy') {
          this.#takeRule(
            entry,
            coins.map(({ text }) => text),
          );
        }
      } else if (entry.kind === 'settingBlock' && entry.head.name === 'size kelly') {
        const { name, span } = entry.head;
        this.#isFirst(`${name} in the market at ${block.span.start}`, span, name);
      }
    }
  }

  /** The markets that a word in the head of a block stands for. */
  #coinsOf(
    coin: MarketBlockNode['head']['coins'][number],
  ): readonly Pick<NameNode, 'text' | 'span'>[] {
    const { span } = coin;
    if (coin.kind === 'name') {
      const isNew = this.#isFirst(`market ${coin.text}`, span);
      const isTraded = this.#role.kind === 'policy' || this.#role.coins.includes(coin.text);
      return isNew && isTraded ? [coin] : [];
    }
    if (!this.#isFirst('market other', span)) return [];
    if (this.#role.kind === 'preset') {
      const others = this.#role.coins.filter((text) => !this.#namedCoins.includes(text));
      return others.map((text) => ({ text, span }));
    }
    this.#problems.report('P118', span, '`market other` cannot stand in a policy', {
      hint: 'an undeclared market is not traded: name the markets one by one',
    });
    return [];
  }

  #boundName({ text, span }: NameNode): void {
    if (text.length <= NAME_LENGTH_LIMIT) return;
    this.#problems.report('P111', span, `a name has at most ${NAME_LENGTH_LIMIT} characters`, {
      label: `${text.length} characters`,
      hint: 'say the rest in `because "…"`',
    });
  }

  #boundCounts(): void {
    const rule = this.#rules[RULES_LIMIT];
    if (rule !== undefined) {
      const message = `a policy has at most ${RULES_LIMIT} rules, this one ${this.#rules.length}`;
      this.#problems.report('P702', startOf(rule.rule.span), message, {
        hint: 'split it into several policies',
      });
    }
    const market = this.#markets[MARKETS_LIMIT];
    if (market !== undefined) {
      const count = this.#markets.length;
      const message = `a policy has at most ${MARKETS_LIMIT} markets, this one ${count}`;
      this.#problems.report('P702', market.coinSpan, message, {
        hint: 'split it into several policies',
      });
    }
  }
}

function startOf(span: Span): Span {
  return { start: span.start, end: span.start + 1 };
}
