/** A sound policy with one thing changed: what a test sets is what matters to it. */
import { compilePolicyText } from '../../src/compile/index.js';

interface Parts {
  readonly venue?: string;
  readonly account?: readonly string[];
  readonly market?: readonly string[];
  readonly rules?: readonly string[];
}

const ACCOUNT = ['initial-balance $1_000', 'day-reset 00:00 UTC', 'withdrawals count-as-loss'];
const KILLS = ['kill loss when equity < $900', 'kill lost when age(mark) > 30s'];

export function policyWith(parts: Parts): string {
  return [
    'policy built',
    `venue ${parts.venue ?? 'embedded'}`,
    'account {',
    ...(parts.account ?? ACCOUNT),
    '}',
    'market HYPE {',
    ...(parts.market ?? ['leverage 10x']),
    '}',
    ...KILLS,
    ...(parts.rules ?? []),
    '',
  ].join('\n');
}

export const SOUND_ACCOUNT: readonly string[] = ACCOUNT;

/** The codes of all that is found in a text, in the order of their places. */
export function codesOf(source: string): readonly string[] {
  return compilePolicyText('built.policy', source).diagnostics.map(({ code }) => code);
}
