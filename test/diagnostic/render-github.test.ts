import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compilePolicyText } from '../../src/compile/index.js';
import { ProblemList, renderGithub } from '../../src/diagnostic/index.js';

const SOURCE = 'policy a\nvenue embedded\nlimit b order.notional <= 5%\n';

describe('renderGithub', () => {
  it('shows file, place, code, message and help of a problem in one line', () => {
    const { diagnostics } = compilePolicyText('a.policy', SOURCE);
    const lines = renderGithub(diagnostics, new Map([['a.policy', SOURCE]]), 1).split('\n');
    expect(lines).toContain(
      '::error file=a.policy,line=3,endLine=3,col=27,endColumn=29,title=P302 percent-of-what::' +
        '`5%25` of what%0Ahelp: write `5%25 of equity`%0Asee: mm-policy explain P302',
    );
  });

  it('leaves columns out where a problem spans lines, and the place where it has none', () => {
    const problems = new ProblemList('a.policy');
    problems.report('P101', { start: 0, end: 12 }, 'here');
    problems.report('P801', null, 'nowhere');
    const [nowhere, here] = renderGithub(
      problems.sorted(),
      new Map([['a.policy', SOURCE]]),
      1,
    ).split('\n');
    expect(nowhere).toMatch(/^::error file=a\.policy,title=P801 cannot-read::/u);
    expect(here).toMatch(/^::error file=a\.policy,line=1,endLine=2,title=/u);
  });

  it('keeps any text within its command', () => {
    const text = fc.string({ unit: fc.constantFrom('%', ':', ',', '\n', '\r', 'a', '::') });
    fc.assert(
      fc.property(text, text, (file, message) => {
        const problems = new ProblemList(file);
        problems.report('P416', null, message, { hint: message });
        const lines = renderGithub(problems.sorted(), new Map(), 1).split('\n');
        expect(lines).toHaveLength(3);
        const found = /^::warning file=([^,:]*),title=P416 no-loss-kill::(.*)$/u.exec(
          lines[0] ?? '',
        );
        expect(unescape(found?.[1] ?? '?')).toBe(file);
        const see = '\nsee: mm-policy explain P416';
        expect(unescape(found?.[2] ?? '?')).toBe(`${message}\nhelp: ${message}${see}`);
        expect(lines[1]).toBe('0 errors, 1 warning in 1 file');
      }),
      { seed: 42, numRuns: 100 },
    );
  });
});

function unescape(text: string): string {
  return text.replaceAll(/%(25|0D|0A|3A|2C)/gu, (_, code: string) =>
    String.fromCodePoint(Number.parseInt(code, 16)),
  );
}
