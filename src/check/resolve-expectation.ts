/** What a test expects: of rules that exist, in markets that are declared. */
import { unreachable } from '../base/index.js';
import { nearestName } from '../diagnostic/index.js';
import type { ExpectationNode, OrderNode, PathNode } from '../syntax/index.js';
import type { CheckedExpectation, CheckedOrder } from './checked-test.js';
import { readLiteral } from './read-literal.js';
import { rulePathsOf } from './rule-path.js';
import { isDeclared, type TestScope } from './test-scope.js';
import { withArticle } from './with-article.js';

const BUILTIN = [
  'builtin.market-listed',
  'builtin.position-known',
  'builtin.margin-capacity',
  'builtin.margin-both-sides',
  'builtin.kelly-size',
  'builtin.kelly-portfolio',
  'builtin.action-reserve',
  'builtin.dead-man-switch',
  'operator.pause',
  'operator.kill',
];

export function resolveExpectation(
  node: ExpectationNode,
  scope: TestScope,
  resolveOrder: (order: OrderNode, scope: TestScope) => CheckedOrder | null,
): CheckedExpectation | null {
  switch (node.kind) {
    case 'expectState': {
      const coin = node.coin?.text ?? null;
      if (node.coin !== null && !isDeclared(node.coin.text, node.coin.span, scope)) return null;
      return { kind: 'state', state: node.state, coin };
    }
    case 'expectRule':
      return resolveTripped(node, scope);
    case 'expectUnknown': {
      const path = resolvePath(node.path, null, scope);
      return path === null ? null : { kind: 'unknown', path };
    }
    case 'expectRoom': {
      const path = resolvePath(node.path, null, scope);
      const literal = node.value.kind === 'negate' ? node.value.operand : node.value;
      const value = readLiteral(literal, scope.problems);
      return path === null || value === null ? null : { kind: 'room', path, value };
    }
    case 'expectAllow': {
      const order = resolveOrder(node.order, scope);
      return order === null ? null : { kind: 'allow', order };
    }
    case 'expectDeny': {
      const order = resolveOrder(node.order, scope);
      const by = node.by === null ? null : resolvePath(node.by, null, scope);
      if (order === null || (node.by !== null && by === null)) return null;
      return { kind: 'deny', order, by };
    }
    case 'expectClip': {
      const order = resolveOrder(node.order, scope);
      const to = readLiteral(node.size, scope.problems);
      if (order === null || to === null) return null;
      if (node.size.unit === order.coin) return { kind: 'clip', order, to };
      scope.problems.report('P307', node.size.span, `the order is for ${order.coin}`);
      return null;
    }
    case 'expectRefuse':
      return { kind: 'refuse', command: node.command };
    case 'expectObjective': {
      const path = resolvePath(node.path, 'objective', scope);
      return path === null ? null : { kind: 'objective', path, outcome: node.outcome };
    }
    default:
      return unreachable(node);
  }
}

function resolveTripped(
  node: Extract<ExpectationNode, { kind: 'expectRule' }>,
  scope: TestScope,
): CheckedExpectation | null {
  const { effect } = node;
  const path = resolvePath(node.path, effect, scope);
  if (path === null) return null;
  const isNegated = !node.isExpected;
  if (effect === 'limit') return { kind: 'limit', path, isNegated };
  return { kind: 'tripped', effect, path, isNegated };
}

/** A path as text, where it names a rule (of that effect); else null, which is reported. */
function resolvePath(node: PathNode, effect: string | null, scope: TestScope): string | null {
  const path = node.parts.map(({ text }) => text).join('.');
  if (effect === null && BUILTIN.includes(path)) return path;
  const named = scope.rules.filter((rule) => {
    const paths = rulePathsOf(rule);
    const isForEach = rule.coins === null && rule.isPerMarket;
    const inMarkets = isForEach ? scope.coins.flatMap((coin) => paths.map(inMarket(coin))) : [];
    return [...paths, ...inMarkets].some((each) => each === path || each.endsWith(`.${path}`));
  });
  if (named.some((rule) => effect === null || rule.effect === effect)) return path;
  if (!scope.isSound) return null;
  const [other] = named;
  const near = nearestName(path, [...scope.rules.map(({ name }) => name), ...BUILTIN]);
  const message =
    other === undefined ? `there is no rule \`${path}\`` : `\`${path}\` is no ${effect} rule`;
  const guess = near === null ? undefined : `did you mean \`${near}\`?`;
  const hint = other === undefined ? guess : `it is ${withArticle(other.effect)} rule`;
  scope.problems.report('P213', node.span, message, { hint });
  return null;
}

/** A rule of the file, judged for one market: `HYPE.stale-quotes`. */
function inMarket(coin: string): (path: string) => string {
  return (path) => `${coin}.${path}`;
}
