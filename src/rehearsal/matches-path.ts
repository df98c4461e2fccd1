/** Whether a path of a test means a rule, in a market where the rule is judged for one. */

/** A path without its coin, or without its preset, means any. */
export function matchesPath(
  path: string,
  rule: { readonly path: string; readonly name: string },
  coin: string | null,
): boolean {
  const names = [rule.path, ...(coin === null ? [] : [`${coin}.${rule.path}`])];
  return names.some((name) => name === path || name.endsWith(`.${path}`));
}
