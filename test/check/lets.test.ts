import { describe, expect, it } from 'vitest';
import { compilePolicyText } from '../../src/compile/index.js';
import { codesOf, policyWith } from './policy-with.js';

function codesWith(...lines: readonly string[]): readonly string[] {
  return codesOf(policyWith({ rules: lines }));
}

describe('a let', () => {
  it('stands for its expression in every rule below it', () => {
    const named = policyWith({
      rules: ['let part = 5% of equity', 'let most = 2 * part', 'limit a order.notional <= most'],
    });
    const plain = policyWith({ rules: ['', '', 'limit a order.notional <= 2 * (5% of equity)'] });
    const [first, second] = [named, plain].map((source) => {
      const { policy, diagnostics } = compilePolicyText('a.policy', source);
      expect(diagnostics).toEqual([]);
      const condition = policy?.rules.at(-1)?.condition;
      return JSON.stringify(condition, (key, value: unknown) => (key === 'text' ? '' : value));
    });
    expect(first).toBe(second);
  });

  it('keeps its name in the text of the rule', () => {
    const source = policyWith({ rules: ['let most = $50', 'limit a order.notional <= most'] });
    const { policy } = compilePolicyText('a.policy', source);
    expect(policy?.rules.at(-1)?.text).toBe('order.notional <= most');
  });

  it('keeps the type of what it stands for', () => {
    expect(codesWith('let most = $50', 'limit a order.size <= most')).toEqual(['P301']);
    expect(codesWith('let most = 5%', 'kill a when equity < most')).toEqual(['P302']);
  });

  it('is wrong once, however often it is used', () => {
    const uses = ['limit a order.notional <= x', 'limit b exposure <= x'];
    expect(codesWith('let x = equity + balance', ...uses)).toEqual(['P304']);
  });

  it.each([
    ['P209', ['let equity = $5']],
    ['P210', ['limit a order.notional <= x', 'let x = $5']],
    ['P210', ['let x = x + $5', 'limit a order.notional <= x']],
    ['P208', ['let x = $5', 'let x = $6', 'limit a order.notional <= x']],
    ['P505', ['let x = $5']],
  ])('earns %s: %j', (code, lines) => {
    expect(codesWith(...lines)).toEqual([code]);
  });

  it('cannot grow without bound by lets that use lets', () => {
    const doubling = Array.from(
      { length: 12 },
      (_, index) => `let x${index + 1} = x${index} + x${index}`,
    );
    const rules = ['let x0 = $5', ...doubling, 'limit a order.notional <= x12'];
    expect(codesWith(...rules)).toEqual(['P702']);
    const many = Array.from({ length: 65 }, (_, index) => `let y${index} = $5`);
    expect(codesWith(...many).filter((code) => code !== 'P505')).toEqual(['P702']);
  });
});
