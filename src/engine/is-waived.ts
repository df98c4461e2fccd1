/** Waivers end by themselves: at their date the rule is back in a running process too. */
import type { TimeMs } from '../base/index.js';
import type { CompiledRule } from '../compile/index.js';

export function isWaived({ waivedUntil }: CompiledRule, at: TimeMs): boolean {
  return waivedUntil !== null && at < waivedUntil;
}
