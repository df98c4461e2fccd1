/** From the text of a policy to what the engine runs. */
import { unreachable } from '../base/index.js';
import {
  type CheckedPolicy,
  type CheckedRelease,
  type CheckedRule,
  type CheckedTest,
  checkPolicy,
} from '../check/index.js';
import { type Diagnostic, ProblemList, SourceText, type Span } from '../diagnostic/index.js';
import { parsePolicy } from '../syntax/index.js';
import { compileCondition } from './compile-expression.js';
import type {
  CompiledMarket,
  CompiledPolicy,
  CompiledRule,
  Place,
  Release,
} from './compiled-policy.js';

export interface CompileResult {
  /** Null where there is an error; warnings alone still give a policy. */
  readonly policy: CompiledPolicy | null;
  /** The policy's own, in line order; empty where there is no policy. */
  readonly tests: readonly CheckedTest[];
  /** In the order of their places. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Never throws for a bad policy. `file` is the name that diagnostics and places carry. */
export function compilePolicyText(file: string, source: string): CompileResult {
  const problems = new ProblemList(file);
  const tree = parsePolicy(source, problems);
  const checked = tree === null ? null : checkPolicy(tree, problems);
  const policy = checked === null ? null : compilePolicy(checked, file, source);
  return { policy, tests: checked?.tests ?? [], diagnostics: problems.sorted() };
}

function compilePolicy(checked: CheckedPolicy, file: string, source: string): CompiledPolicy {
  const text = new SourceText(source);
  const placeOf = (span: Span): Place => ({ file, ...text.positionAt(span.start) });
  return {
    name: checked.name,
    language: checked.language,
    file,
    source,
    venue: checked.venue,
    account: checked.account,
    staleAfter: checked.staleAfter,
    markets: checked.markets.map((market): CompiledMarket => {
      const { span, quote, ...settings } = market;
      return { ...settings, place: placeOf(span), quote: quote === null ? null : placed(quote) };
    }),
    rules: checked.rules.flatMap((rule) => compileRule(rule, placeOf(rule.span))),
  };

  function placed<Value extends { readonly span: Span }>(
    value: Value,
  ): Omit<Value, 'span'> & { readonly place: Place } {
    const { span, ...rest } = value;
    return { ...rest, place: placeOf(span) };
  }
}

/** One rule for the file, or one for each coin of its block. */
function compileRule(rule: CheckedRule, place: Place): readonly CompiledRule[] {
  const condition = compileCondition(rule.condition);
  const shared = {
    kind: rule.effect,
    name: rule.name,
    place,
    scope: rule.isPerMarket ? ('market' as const) : ('account' as const),
    condition,
    applies: rule.applies === null ? null : compileCondition(rule.applies),
    text: rule.condition.text,
    forMs: rule.forMs,
    release: compileRelease(rule.release),
    flatten: rule.flattenSpan !== null,
  };
  if (rule.coins === null) return [{ ...shared, path: rule.name, coin: null }];
  return rule.coins.map((coin) => ({ ...shared, path: `${coin}.${rule.name}`, coin }));
}

function compileRelease(release: CheckedRelease): Release {
  switch (release.kind) {
    case 'immediate':
    case 'later':
    case 'resumed':
    case 're-arm':
      return release;
    case 'day-reset':
      return { kind: 'day-reset' };
    case 'condition':
      return {
        kind: 'condition',
        condition: compileCondition(release.condition),
        forMs: release.forMs,
      };
    default:
      return unreachable(release);
  }
}
