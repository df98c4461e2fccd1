/** Where decoded tapes are kept, by the environment. */

/**
 * `MM_POLICY_CACHE`, or `mm-policy` in `XDG_CACHE_HOME`, or `.cache/mm-policy` in `home`. Null, for
 * no cache, where `MM_POLICY_CACHE` is `off`. A relative `XDG_CACHE_HOME` counts as none, as its
 * specification says.
 */
export function tapeFolder(
  env: Readonly<Record<string, string | undefined>>,
  home: string,
): string | null {
  const chosen = env['MM_POLICY_CACHE'] ?? '';
  if (chosen === 'off') return null;
  if (chosen !== '') return chosen;
  const xdg = env['XDG_CACHE_HOME'] ?? '';
  return xdg.startsWith('/') ? `${xdg}/mm-policy` : `${home}/.cache/mm-policy`;
}
