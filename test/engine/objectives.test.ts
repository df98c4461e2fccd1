/** Goal: an objective is met while it is true, and what is left to meet is known at all times. */
import { describe, expect, it } from 'vitest';
import { decimal } from '../../src/base/index.js';
import type { CompiledPolicy } from '../../src/compile/index.js';
import type { EngineRig } from './engine-kit.js';
import { compile, liveRig, policyText, report } from './engine-kit.js';

const RULES = `
objective    profit-target            balance >= initial_balance + 10% of initial_balance and open_positions = 0
objective    trading-days             trading_days >= 1
pause        passed                   when objectives_left = 0 until resumed
`;
const POLICY = compile(policyText(RULES, { quote: '' }));

/** What was told of objectives: `profit-target met`. */
const told = (rig: EngineRig): readonly string[] =>
  rig.of('objectiveChanged').map(({ rule, outcome }) => `${rule} ${outcome}`);
/** The policy with some of its rules lifted for longer than any test lasts. */
const waived = (paths: readonly string[]): CompiledPolicy => ({
  ...POLICY,
  rules: POLICY.rules.map((rule) =>
    paths.includes(rule.path) ? { ...rule, waivedUntil: 4_102_444_800_000 } : rule,
  ),
});
const tripped = (rig: EngineRig): readonly string[] =>
  rig.of('ruleTripped').map(({ rule }) => rule);

describe('an objective', () => {
  it('is told once when it is met, with the figures that decide, and again when it is open', () => {
    const rig = liveRig(POLICY, { equity: 450, mark: 27 });
    expect(told(rig)).toEqual(['profit-target met']);
    expect(rig.of('objectiveChanged')[0]).toMatchObject({
      coin: null,
      text: 'balance >= initial_balance + 10% of initial_balance',
      value: decimal(450),
      threshold: decimal('437.239'),
      unit: 'money',
    });
    rig.wait(250);
    rig.fill('buy', 1, 27);
    expect(told(rig)).toEqual(['profit-target met', 'profit-target open', 'trading-days met']);
    rig.fill('sell', 1, 27);
    expect(told(rig).slice(3)).toEqual(['profit-target met']);
  });

  it('is open while it is not known, without holding anything back', () => {
    const rig = liveRig(POLICY, { equity: 450, mark: 27 });
    rig.hear({ kind: 'connectionLost', at: rig.at, reason: 'test' });
    expect(told(rig)).toEqual(['profit-target met', 'profit-target open']);
    expect(rig.view().objectives).toMatchObject([
      { rule: 'profit-target', isMet: false },
      { rule: 'trading-days', isMet: false, value: decimal(0), threshold: decimal(1) },
    ]);
    const unknown = liveRig(compile(policyText('objective calm spread < 10bps', { quote: '' })));
    expect(unknown.view().state).toBe('active');
    expect(unknown.view().objectives).toMatchObject([{ coin: 'HYPE', isMet: false, value: null }]);
  });

  it('is told anew by each session, and is open until the account is known', () => {
    const rig = liveRig(POLICY, { equity: 450, mark: 27 });
    rig.forget();
    rig.start('fedcba9876543210');
    expect(told(rig)).toEqual([]);
    rig.reconcile(report(rig.at, 450));
    expect(told(rig)).toEqual(['profit-target met']);
  });

  it('judged for each market is met where all of them meet it', () => {
    const rules = `objective flat position_value <= $1\nalert left when objectives_left > 0`;
    const source = `${policyText(rules, { quote: '' })}market BTC {\n  leverage          20x\n}\n`;
    const rig = liveRig(compile(source), { mark: 27, equity: 10_000 });
    rig.mark(50_000, 'BTC');
    rig.forget();
    rig.fill('buy', 1, 50_000, { coin: 'BTC' });
    expect(told(rig)).toEqual(['flat open']);
    expect(tripped(rig)).toEqual(['left']);
    expect(rig.view().objectives.map(({ coin, isMet }) => [coin, isMet])).toEqual([
      ['HYPE', true],
      ['BTC', false],
    ]);
  });
});

describe('the objectives left', () => {
  it('pause the account once there are none, until the operator resumes', () => {
    const rig = liveRig(POLICY, { equity: 450, mark: 27 });
    rig.fill('buy', 1, 27);
    expect(tripped(rig)).toEqual([]);
    rig.fill('sell', 1, 27);
    expect(tripped(rig)).toEqual(['passed']);
    expect(rig.view().state).toBe('paused');
    rig.account(400);
    expect(told(rig).at(-1)).toBe('profit-target open');
    expect(rig.view().state).toBe('paused');
    rig.operator('resume');
    expect(rig.view().state).toBe('active');
  });

  it('follow a top of book where an objective reads one', () => {
    const rules = `objective tight spread < 10bps\nalert done when objectives_left = 0`;
    const rig = liveRig(compile(policyText(rules, { quote: '' })), { mark: 27 });
    rig.top('26.99', '27.01');
    expect(tripped(rig)).toEqual(['done']);
    rig.top('26.9', '27.1');
    expect(rig.of('ruleReleased').map(({ rule }) => rule)).toEqual(['done']);
  });

  it('are as many as are not waived, and not known where all of them are', () => {
    const one = liveRig(waived(['trading-days']), { equity: 450 });
    expect(tripped(one)).toEqual(['passed']);
    const none = liveRig(waived(['trading-days', 'profit-target']), { equity: 450 });
    expect(tripped(none)).toEqual([]);
    expect(none.view().state).toBe('reducing');
  });
});
