/** A page's example as a whole policy: what it leaves out is added, so that it alone is judged. */

const PARTS: readonly { readonly isThere: RegExp; readonly text: string }[] = [
  { isThere: /^venue /mu, text: 'venue embedded\n' },
  {
    isThere: /^account \{/mu,
    text:
      'account {\n  initial-balance $1_000\n  day-reset 00:00 UTC\n' +
      '  withdrawals count-as-loss\n  flatten-within 1%\n}\n',
  },
  { isThere: /^market /mu, text: 'market HYPE {\n  leverage 10x\n}\n' },
  {
    isThere: /^kill .*\b(?:equity|balance)\b/mu,
    text: 'kill loss-floor when equity < day_start_equity - 5% of day_start_equity\n',
  },
  { isThere: /^kill .*\bage\(/mu, text: 'kill data-lost when age(mark) > 20s\n' },
];

export function completeExample(example: string): string {
  if (/^(?:policy|preset|tests) /mu.test(example)) return `${example}\n`;
  // The page on a missing header shows a file without one.
  if (/^venue embedded\n\nmarket [\s\S]*\nkill /u.test(example)) return `${example}\n`;
  const missing = PARTS.filter(({ isThere }) => !isThere.test(example)).map(({ text }) => text);
  return `policy example\n${missing.join('')}${example}\n`;
}
