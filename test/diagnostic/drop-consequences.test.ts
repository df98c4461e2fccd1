import { describe, expect, it } from 'vitest';
import { openPresetLibrary } from '../../src/presets/index.js';
import { compilePolicyText } from '../../src/compile/index.js';

const BASE = `policy a
use ftmo-challenge phase challenge
waive ftmo-challenge.daily-stop until 2026-12-01 because "drill"
venue embedded
let floor = initial_balance - $500
account {
  initial-balance $10_000
  day-reset 00:00 Europe/Prague
  withdrawals lower-anchors
  flatten-within 1%
}
market HYPE {
  leverage 1x
}
limit quiet order.notional <= $250
reduce-only low when equity < floor until day reset
kill daily-floor when equity < day_start_equity - 2% of day_start_equity then flatten
kill feed-lost when age(mark) > 30s
test "an order" {
  given HYPE.mark $27.11
  expect allow buy 3 HYPE at $27.00
  expect deny buy 40 HYPE at $27.00 by quiet
}
`;

function codesOf(source: string): readonly string[] {
  const library = openPresetLibrary('a.policy');
  const { policy, diagnostics } = compilePolicyText('a.policy', source, library, NOW);
  const isRefused = diagnostics.some(({ severity }) => severity === 'error');
  expect(policy === null).toBe(isRefused);
  return diagnostics.map(({ code }) => code);
}

const NOW = Date.UTC(2026, 10, 21);

/** What stands in the policy, what was written for it, and the codes that tell. */
const SLIPS: readonly (readonly [string, string, readonly string[]])[] = [
  ['use ftmo-challenge', 'use ftmo-chalenge', ['P205']],
  ['use ftmo', 'uses ftmo', ['P110']],
  ['let floor', 'let Floor', ['P101']],
  ['let floor', 'lett floor', ['P110']],
  ['let floor =', 'let floor', ['P101']],
  ['< floor', '< flor', ['P201']],
  ['<= $250', '<= 250', ['P306']],
  ['order.notional <=', 'order.notionl <=', ['P201']],
  ['<= $250', '<= $250 when during 25:00 to 23:00 UTC', ['P105']],
  ['by quiet', 'by quite', ['P213']],
  ['daily-stop until', 'dayly-stop until', ['P413']],
];

describe('dropConsequences', () => {
  it('leaves a policy without a mistake alone', () => {
    expect(codesOf(BASE)).toEqual([]);
  });

  it.each(SLIPS)('%j written as %j is told once', (right, wrong, codes) => {
    expect(BASE).toContain(right);
    expect(codesOf(BASE.replace(right, wrong))).toEqual(codes);
  });

  it('does not miss the rules that a misspelt preset would have brought', () => {
    const bare = BASE.replace(/^kill .*\n/gmu, '').replace(/^waive .*\n/mu, '');
    expect(codesOf(bare)).toEqual(['P417']);
    expect(codesOf(bare.replace('use ftmo-challenge', 'use ftmo-chalenge'))).toEqual(['P205']);
  });

  it('keeps a second mistake that has nothing to do with the first', () => {
    const source = BASE.replace('<= $250', '<= 250').replace('< day_', '< dya_');
    expect(codesOf(source)).toEqual(['P306', 'P201']);
    const wrongMeasure = BASE.replace('let floor =', 'let floor').replace('< day_', '< dya_');
    expect(codesOf(wrongMeasure)).toEqual(['P101', 'P201']);
  });

  it('never leaves a refused policy without a word', () => {
    const circle = BASE.replace('let floor = initial_balance', 'let floor = flor');
    expect(codesOf(circle)).not.toEqual([]);
    const twice = circle.replace('let floor', 'let flor = floor\nlet floor');
    expect(codesOf(twice)).not.toEqual([]);
  });

  it('tells of a language that is newer only that, whatever its lines may mean', () => {
    const newer = BASE.replace('policy a\n', 'policy a\nlanguage 2\nfrobnicate x when y\n');
    expect(codesOf(newer.replace('$250', '5%'))).toEqual(['P802']);
  });
});
