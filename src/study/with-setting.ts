/** A policy's text with one setting changed: what a sweep varies. */
import { ProblemList, type Span } from '../diagnostic/index.js';
import {
  type MarketBlockNode,
  parsePolicy,
  type PolicyFileNode,
  type SettingBlockNode,
  type StatementNode,
} from '../syntax/index.js';

/** `quote.risk-aversion`, `HYPE.leverage`, `HYPE.quote.levels`, `let.floor`. */
export interface SettingChange {
  readonly path: string;
  /** As it would stand in the policy: `0.05 per tick`, `20x`. */
  readonly value: string;
}

/** A path that leads nowhere; the message lists what the policy has. */
export class SettingPathError extends Error {
  override name = 'SettingPathError';
}

/** The first word of a block is its name in a path. */
const BLOCKS: Readonly<Record<string, SettingBlockNode['head']['name']>> = {
  quote: 'quote glft',
  allocate: 'allocate margin',
  size: 'size kelly',
  account: 'account',
  'stale-after': 'stale-after',
};

/**
 * Changes what is there, or adds the setting to a block that is there; where several blocks or
 * markets have it, in all of them. Throws `SettingPathError`. Whether the value is sound is the
 * checker's to say.
 */
export function withSetting(source: string, { path, value }: SettingChange): string {
  const tree = parsePolicy(source, new ProblemList(''));
  if (tree === null) throw new SettingPathError('the policy cannot be read');
  const edits = editsOf(tree, path, value);
  if (edits.length === 0) throw new SettingPathError(lost(tree, path));
  return edits
    .toSorted((left, right) => right.span.start - left.span.start)
    .reduce(
      (text, edit) =>
        text.slice(0, edit.span.start) + replacementOf(source, edit) + text.slice(edit.span.end),
      source,
    );
}

/** Every path of the policy that may be varied, in its order. */
function settingPaths(tree: PolicyFileNode): readonly string[] {
  return [...new Set(tree.entries.flatMap(pathsOf))];
}

interface Edit {
  readonly span: Span;
  /** In the place of what stands there. */
  readonly value: string;
  /** What goes before it where nothing stands there yet. */
  readonly key?: string;
}

const PLAIN_NUMBER = /^[\d_]+(?:\.\d+)?$/u;
const WITH_UNIT = /^(\$?)[\d_]+(?:\.\d+)?(.*)$/su;

/** A number alone keeps the unit of the number that it takes the place of. */
function replacementOf(source: string, { span, value, key }: Edit): string {
  if (key !== undefined) return `\n  ${key} ${value}`;
  const [, sign = '', unit = ''] = WITH_UNIT.exec(source.slice(span.start, span.end)) ?? [];
  return PLAIN_NUMBER.test(value) ? sign + value + unit : value;
}

function editsOf(tree: PolicyFileNode, path: string, value: string): readonly Edit[] {
  const parts = path.split('.');
  if (parts[0] === 'let') {
    return tree.entries.flatMap((entry) =>
      entry.kind === 'let' && entry.name.text === parts[1]
        ? [{ span: entry.value.span, value }]
        : [],
    );
  }
  const [first = '', second] = parts;
  const key = parts.at(-1) ?? '';
  if (first in BLOCKS && parts.length === 2) {
    return allBlocks(tree)
      .filter(({ head }) => head.name === BLOCKS[first])
      .map((block) => editBlock(block, key, value));
  }
  const markets = marketBlocks(tree).filter(({ head }) =>
    head.coins.some((coin) => coin.kind === 'name' && coin.text === first),
  );
  if (parts.length === 2) return markets.flatMap((market) => editMarket(market, key, value));
  if (parts.length !== 3) return [];
  return markets
    .flatMap(({ entries }) => entries.filter((entry) => entry.kind === 'settingBlock'))
    .filter(({ head }) => head.name === BLOCKS[second ?? ''])
    .map((block) => editBlock(block, key, value));
}

function editBlock({ head, entries }: SettingBlockNode, key: string, value: string): Edit {
  const there = entries.find((entry) => entry.kind === 'setting' && entry.key.text === key);
  if (there?.kind === 'setting') return { span: there.value.span, value };
  const { end } = head.span;
  return { span: { start: end, end }, value, key };
}

function editMarket({ head, entries }: MarketBlockNode, key: string, value: string): Edit[] {
  const there = entries.find((entry) => entry.kind === 'setting' && entry.key.text === key);
  if (there?.kind === 'setting') return [{ span: there.value.span, value }];
  const { end } = head.span;
  return [{ span: { start: end, end }, value, key }];
}

function allBlocks(tree: PolicyFileNode): readonly SettingBlockNode[] {
  return tree.entries.flatMap((entry): readonly SettingBlockNode[] => {
    if (entry.kind === 'settingBlock') return [entry];
    if (entry.kind !== 'marketBlock') return [];
    return entry.entries.filter((each) => each.kind === 'settingBlock');
  });
}

function marketBlocks(tree: PolicyFileNode): readonly MarketBlockNode[] {
  return tree.entries.filter((entry) => entry.kind === 'marketBlock');
}

function pathsOf(entry: StatementNode): readonly string[] {
  switch (entry.kind) {
    case 'let':
      return [`let.${entry.name.text}`];
    case 'settingBlock':
      return pathsInBlock(entry);
    case 'marketBlock':
      return entry.head.coins.flatMap((coin) => {
        if (coin.kind !== 'name') return [];
        return entry.entries.flatMap((each) => {
          if (each.kind === 'setting') return [`${coin.text}.${each.key.text}`];
          if (each.kind !== 'settingBlock') return [];
          return pathsInBlock(each).map((path) => `${coin.text}.${path}`);
        });
      });
    default:
      return [];
  }
}

function pathsInBlock({ head, entries }: SettingBlockNode): readonly string[] {
  const [word] = head.name.split(' ');
  return entries.flatMap((entry) =>
    entry.kind === 'setting' ? [`${word ?? ''}.${entry.key.text}`] : [],
  );
}

function lost(tree: PolicyFileNode, path: string): string {
  const paths = settingPaths(tree);
  return paths.length === 0
    ? `the policy has no setting \`${path}\`, nor any other`
    : `the policy has no setting \`${path}\`; it has ${paths.join(', ')}`;
}
