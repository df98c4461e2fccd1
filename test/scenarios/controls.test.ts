/** Goal: each control denies, lets pass what is one step inside, and never holds back an exit. */
import { describe, expect, it } from 'vitest';
import { type Control, controlsTable, play, policyOf } from './control-kit.js';
import { LIMITS, TRIGGERS } from './controls.js';

const rows = (controls: readonly Control[]) =>
  controls.map((each) => [each.control, each] as const);

describe.each([...rows(LIMITS), ...rows(TRIGGERS)])('%s', (_, control) => {
  const { line, rule, state, denies, allows, reduces } = control;
  const policy = policyOf(line);

  it(`denies, by ${rule}`, () => {
    const played = play(policy, denies);
    expect(played.state).toBe(state);
    const denials = played.reading?.denials ?? [];
    const denial = denials.find((each) => each.rule === rule);
    expect(denial).toBeDefined();
    if (state === 'active') expect(denials).toEqual([denial]);
    if (line !== null && !rule.startsWith('builtin.'))
      expect(denial?.place?.line).toBeGreaterThan(1);
    const [, size = ''] = (denies.order ?? '').split(' ');
    expect(played.reading?.sizeThatFits.lt(size)).toBe(true);
    if (state !== 'active') expect(played.reading?.sizeThatFits.isZero()).toBe(true);
  });

  it('allows what is one step inside', () => {
    const played = play(policy, allows);
    expect(played.tripped.filter((each) => each === rule)).toHaveLength(
      rule === 'wide-market' ? 1 : 0,
    );
    if (allows.order === null) return expect(played.state).not.toBe(state);
    expect(played.reading?.denials).toEqual([]);
    expect(played.state).toBe('active');
  });

  it('passes an order that reduces, in whole', () => {
    const played = play(policy, reduces);
    expect(played.reading?.denials).toEqual([]);
    const [, size = ''] = (reduces.order ?? '').split(' ');
    expect(played.reading?.reducingSize.toString()).toBe(size);
    expect(played.state).toBe(state);
  });
});

describe('a denied order', () => {
  it.each(rows(LIMITS))('would fit at the size proposed, and at no lot more: %s', (_, control) => {
    const policy = policyOf(control.line);
    const [side, , at, price, ...coin] = (control.denies.order ?? '').split(' ');
    const fits = play(policy, control.denies).reading?.sizeThatFits;
    if (fits === undefined) throw new Error('an order was judged');
    const judge = (size: string) =>
      play(policy, {
        ...control.denies,
        order: [side, size, at, price, ...coin].join(' '),
      }).reading?.denials.map(({ rule }) => rule);
    if (fits.gt(0)) expect(judge(fits.toString())).toEqual([]);
    expect(judge(fits.plus('0.01').toString())).toContain(control.rule);
  });

  it('lists every limit that it breaks, in the order of lines', () => {
    const policy = policyOf(
      'limit order-notional order.notional <= $100\n' +
        'limit position |HYPE.position| <= 4 HYPE\n' +
        'limit sanity order.price within 5% of mark\n' +
        'limit never order.notional <= $1_000_000',
    );
    const { reading } = play(policy, { steps: '', order: 'buy 5 @ 30' });
    expect(reading?.denials.map(({ rule }) => rule)).toEqual([
      'order-notional',
      'position',
      'sanity',
    ]);
  });
});

describe('the table of controls', () => {
  it('names every row once, with its line', () => {
    const table = controlsTable([...LIMITS, ...TRIGGERS]);
    expect(table.trimEnd().split('\n')).toHaveLength(LIMITS.length + TRIGGERS.length + 2);
    const names = [...LIMITS, ...TRIGGERS].map(({ control }) => control);
    expect(new Set(names).size).toBe(names.length);
    const wanted = process.env['CONTROLS_TABLE'];
    if (wanted !== undefined) process.stderr.write(`${table}\n`);
  });
});
