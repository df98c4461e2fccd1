/** The names under which a rule is told of: `rule`, `HYPE.rule`, `preset.rule`. */
import type { CheckedRule } from './checked-policy.js';

/** One path, or one for each coin of the block that the rule stands in. */
export function rulePathsOf({ preset, coins, name }: CheckedRule): readonly string[] {
  const prefix = preset === null ? '' : `${preset.name}.`;
  if (coins === null) return [prefix + name];
  return coins.map((coin) => `${prefix}${coin}.${name}`);
}
