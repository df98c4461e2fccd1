/** Policies in a cell: what compiles, what is shown, and that a value is never more than a value. */
import { inspect } from 'node:util';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal } from '../../src/base/index.js';
import { createRiskManager } from '../../src/index.js';
import { PolicyError } from '../../src/notebook/index.js';
import { policyOfCell, policyOfFile } from '../../src/notebook/policy-cell.js';
import { joinPolicyText, type PolicyValue } from '../../src/notebook/policy-literal.js';

const NOW_MS = Date.UTC(2026, 0, 5);

function cell(): {
  readonly shown: string[];
  policy(texts: TemplateStringsArray, ...values: PolicyValue[]): ReturnType<typeof policyOfCell>;
} {
  const shown: string[] = [];
  return {
    shown,
    policy: (texts, ...values) =>
      policyOfCell(texts, values, (html) => void shown.push(html), NOW_MS),
  };
}

describe('a policy in a cell', () => {
  it('compiles with numbers, decimals and literals put in, for whatever takes a policy', () => {
    const { policy, shown } = cell();
    const compiled = policy`policy desk
language 1
venue embedded
account {
  initial-balance $${decimal('1e3')}
  day-reset 00:00 UTC
  withdrawals count-as-loss
}
market ${'HYPE'} {
  leverage ${10}x
}
limit order-notional order.notional <= ${'$2,500'}
limit exposure exposure <= ${500}% of equity
kill daily-loss when equity < day_start_equity - ${'5%'} of day_start_equity
kill feed-lost when age(mark) > ${'30s'}
`;
    expect(shown.filter((html) => html.includes('error['))).toEqual([]);
    const risk = createRiskManager(compiled);
    risk.updateAccount({ equity: 1_000 });
    risk.updatePrice('HYPE', 27);
    const verdict = risk.checkOrder({ coin: 'HYPE', side: 'buy', size: 100 });
    expect(verdict.explain()).toContain('order-notional: order.notional <= $2_500 (');
  });

  it('takes presets from the package', () => {
    const { shown } = cell();
    const show = (html: string): void => void shown.push(html);
    expect(policyOfFile('policies/btc.policy', show, NOW_MS).name).toBe('btc');
  });

  it('shows what is wrong as a terminal does, with the page of each problem to open', async () => {
    const { policy, shown } = cell();
    const write = (): unknown => policy`policy desk
language 1
venue embedded
account { initial-balance $1_000 }
market HYPE { leverage 10x }
limit exposure exposure <= ${5}
`;
    expect(write).toThrow(PolicyError);
    expect(shown).toHaveLength(1);
    const page = shown[0] ?? '';
    expect(page).toContain('<span class="error">error[');
    expect(page).toContain('limit exposure exposure &lt;= 5');
    expect(page).toContain('<details class="mm-policy-page"><summary>P');
    await expect(`${page}\n`).toMatchFileSnapshot('../golden/notebook/policy-problems.html');
  });

  it('ends the cell with one line, not with a wall of stack', () => {
    try {
      void cell().policy`policy desk`;
      expect.unreachable();
    } catch (error) {
      expect(inspect(error)).toMatch(
        /^\[PolicyError: the policy does not compile: \d+ errors? \([P\d, ]+\), shown above\]$/u,
      );
      expect((error as PolicyError).diagnostics.length).toBeGreaterThan(0);
    }
  });
});

describe('a value in a policy', () => {
  it.each([
    [0.05, '0.05'],
    [1e-9, '0.000000001'],
    [-2, '-2'],
    [decimal('1234.50'), '1234.5'],
    ['$1,000.50', '$1_000.50'],
    ['1.6bps', '1.6bps'],
    ['xyz:TSLA', 'xyz:TSLA'],
    ['00:00', '00:00'],
  ])('%s stands there as %s', (value, text) => {
    expect(joinPolicyText(['a ', ' b'], [value])).toBe(`a ${text} b`);
  });

  it.each([Number.NaN, Infinity, '', '5 %', '5% or true', 'a b', 'x"', '}', '#', '1\nkill x', '$'])(
    '%j is refused, and the words say what may stand there',
    (value) => {
      expect(() => joinPolicyText(['a ', ''], [value])).toThrow(/value 1 of the policy is .*30s/u);
    },
  );

  it('is refused where it is nothing, or grows together with the value before it', () => {
    const missing = undefined as unknown as number;
    expect(() => joinPolicyText(['a ', ''], [missing])).toThrow(
      'value 1 of the policy is undefined',
    );
    expect(() => joinPolicyText(['a ', '', ''], [1, 2])).toThrow('values 1 and 2 touch');
  });

  it('never brings in a second word, a line, a block or a comment', () => {
    const unit = fc.constantFrom(...'aZ0159$%_,.:/@-+*|<= "\'`{}()#\\\n\r\t\u2028\u00A0é');
    const property = fc.property(fc.string({ unit, maxLength: 12 }), (value) => {
      try {
        return /^[-$A-Za-z0-9:/@_.%]+$/u.test(joinPolicyText(['', ''], [value]));
      } catch (error) {
        return error instanceof TypeError;
      }
    });
    expect(() => fc.assert(property, { numRuns: 2_000 })).not.toThrow();
  });
});
