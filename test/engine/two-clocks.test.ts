/**
 * Goal: the anchors and days of a rule follow the clock and the withdrawals of the file it stands
 * in. Two files that say the same are as one.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CompiledPolicy, compilePolicyText } from '../../src/compile/index.js';
import { EngineRig, policyText, report } from './engine-kit.js';

const HOUR = 3_600_000;
const START = Date.UTC(2026, 10, 2, 20);
const RULES = [
  'kill         daily                    when equity < day_start_balance - $100',
  'alert        near                     when equity < peak_equity - $150',
  'alert        gain                     when day_pnl > $50',
  'reduce-only  late                     when time_to_reset < 30m',
  'reduce-only  rest                     when equity < day_start_equity - $60 until day reset',
].join('\n');

/** `firm` stands beside the policy's own clock, 00:00 UTC with withdrawals as a loss. */
function policyWith(firm: { account: string; rules: string }, own = ''): CompiledPolicy {
  const source = policyText(`use firm\n${own}`, { quote: '' }).replace('$397.49', '$1_000');
  const preset = `preset firm\naccount {\n${firm.account}\n}\n${firm.rules}\n`;
  const { policy, diagnostics } = compilePolicyText('p.policy', source, {
    names: ['firm'],
    load: (name) => (name === 'firm' ? { file: 'firm.policy', source: preset } : null),
  });
  if (policy === null) throw new Error(JSON.stringify(diagnostics, null, 1));
  return policy;
}

function rigOf(policy: CompiledPolicy, equity: number): EngineRig {
  const rig = new EngineRig(policy);
  rig.at = START;
  rig.start();
  rig.reconcile(report(rig.at, equity));
  rig.mark(27);
  return rig;
}

function live(rig: EngineRig, until: number, equity: number): void {
  while (rig.at < until) {
    rig.at = Math.min(until, rig.at + 5 * 60_000);
    rig.mark(27);
    rig.account(equity);
    rig.hear({ kind: 'clockTicked', at: rig.at });
  }
}

const tripped = (rig: EngineRig): readonly string[] =>
  rig.of('ruleTripped').map(({ rule, at }) => `${rule} ${new Date(at).toISOString().slice(5, 16)}`);

describe('two reset clocks in one policy', () => {
  const prague = '  day-reset 00:00 Europe/Prague\n  withdrawals lower-anchors';

  it('begin the day of each file when its own clock says so', () => {
    const policy = policyWith({ account: prague, rules: RULES.split('\n')[0] ?? '' }, RULES);
    expect(policy.books.map(({ key }) => key)).toEqual([
      '00:00 UTC, count-as-loss',
      '00:00 Europe/Prague, lower-anchors',
    ]);
    const rig = rigOf(policy, 1_000);
    // Prague's day begins at 23:00 UTC, with 920 in the account; ours an hour later, with 850.
    live(rig, START + 3 * HOUR, 920);
    live(rig, START + 3.5 * HOUR, 850);
    expect(tripped(rig)).toContain('daily 11-02T23:05');
    live(rig, START + 4 * HOUR, 850);
    live(rig, START + 5 * HOUR, 815);
    expect(tripped(rig).filter((text) => text.startsWith('firm.'))).toEqual([
      'firm.daily 11-03T00:05',
    ]);
    const starts = Object.values(rig.state.books).map(({ anchors }) =>
      anchors.dayStartBalance?.toString(),
    );
    expect(starts).toEqual(['850', '920']);
  });

  it('count the time to the reset, and release what ends with the day, by the file', () => {
    const own = RULES.replaceAll('daily', 'day-loss');
    const policy = policyWith({ account: prague, rules: RULES }, own);
    const rig = rigOf(policy, 1_000);
    live(rig, START + 2.5 * HOUR + 60_000, 930);
    const late = (): readonly string[] =>
      rig.state.holds.map(({ rule }) => rule).filter((rule) => rule.endsWith('late'));
    expect(late()).toEqual(['firm.late']);
    live(rig, START + 3 * HOUR + 5 * 60_000, 930);
    const held = (): readonly string[] =>
      rig.state.holds.map(({ rule }) => rule).filter((rule) => rule.endsWith('rest'));
    expect(held()).toEqual(['rest']);
    live(rig, START + 4 * HOUR + 5 * 60_000, 930);
    expect(held()).toEqual([]);
  });

  it('show how far each rule is by its own anchors', () => {
    const policy = policyWith({ account: prague, rules: RULES.split('\n')[0] ?? '' }, RULES);
    const rig = rigOf(policy, 1_000);
    live(rig, START + 3 * HOUR, 960);
    const thresholds = rig
      .view()
      .headroom.filter(({ rule }) => rule.endsWith('daily'))
      .map(({ rule, threshold }) => `${rule} ${threshold?.toString() ?? '?'}`);
    expect(thresholds.toSorted()).toEqual(['daily 900', 'firm.daily 860']);
  });

  it('leaves a file without a clock to that of the file that uses it', () => {
    const policy = policyWith({ account: '  withdrawals lower-anchors', rules: RULES });
    expect(policy.books.map(({ key }) => key)).toEqual([
      '00:00 UTC, count-as-loss',
      '00:00 UTC, lower-anchors',
    ]);
  });

  it('keeps the peaks of an account whose policy changes its clock', () => {
    const rig = rigOf(policyWith({ account: prague, rules: RULES }, ''), 1_000);
    live(rig, START + HOUR, 1_300);
    const edited = policyWith({ account: prague.replace('00:00', '01:00'), rules: RULES });
    const later = new EngineRig(edited, rig.state);
    later.hear({ kind: 'clockTicked', at: rig.at + 250 });
    expect(Object.keys(later.state.books)).toEqual(edited.books.map(({ key }) => key));
    const peaks = Object.values(later.state.books).map(({ anchors }) =>
      anchors.peakEquity?.toString(),
    );
    expect(peaks).toEqual(['1300', '1300']);
  });
});

describe('two files with equal clocks', () => {
  const same = '  day-reset 00:00 UTC\n  withdrawals count-as-loss';
  const step = fc.record({
    minutes: fc.integer({ min: 1, max: 600 }),
    equity: fc.integer({ min: 700, max: 1_400 }),
  });

  it('are one clock: each rule of the preset acts when its twin of the policy does', () => {
    const policy = policyWith({ account: same, rules: RULES }, RULES);
    expect(policy.books).toHaveLength(1);
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 12 }), (steps) => {
        const rig = rigOf(policy, 1_000);
        for (const { minutes, equity } of steps) live(rig, rig.at + minutes * 60_000, equity);
        const acts = [...rig.of('ruleTripped'), ...rig.of('ruleReleased')];
        const of = (isFirms: boolean): readonly string[] =>
          acts
            .filter(({ rule }) => rule.startsWith('firm.') === isFirms)
            .map(({ kind, rule, at }) => `${kind} ${rule.replace('firm.', '')} ${at}`);
        expect(of(true)).toEqual(of(false));
      }),
      { numRuns: 40 },
    );
  });

  it('say the same whether one file names them or two', () => {
    const [one, two] = [
      policyWith({ account: same, rules: '' }, RULES),
      policyWith({ account: same, rules: RULES }),
    ];
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 12 }), (steps) => {
        const [a, b] = [rigOf(one, 1_000), rigOf(two, 1_000)];
        for (const { minutes, equity } of steps) {
          live(a, a.at + minutes * 60_000, equity);
          live(b, b.at + minutes * 60_000, equity);
        }
        expect(tripped(b).map((text) => text.replace('firm.', ''))).toEqual(tripped(a));
        expect(b.state.books).toEqual(a.state.books);
      }),
      { numRuns: 40 },
    );
  });
});
