/** Limits from the environment: what they mean, what is refused, and that they never loosen. */
import * as fc from 'fast-check';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { decimal } from '../../src/base/index.js';
import { NO_PRESETS } from '../../src/check/index.js';
import { ENVIRONMENT_VARIABLES, readEnvironmentLimits } from '../../src/cli/environment-limits.js';
import { limitByEnvironment } from '../../src/cli/limit-by-environment.js';
import { RunRefusal } from '../../src/cli/run-refusal.js';
import { type CompiledPolicy, compilePolicyText } from '../../src/compile/index.js';
import { createInspector } from '../../src/engine/index.js';
import { readJournal } from '../../src/journal/index.js';
import { compile, type EngineRig, EngineRig as Rig, HYPE, report } from '../engine/engine-kit.js';
import { policyText } from '../engine/engine-kit.js';
import { createCapturedIo, runMain } from './captured-io.js';

const scratch = mkdtempSync(join(tmpdir(), 'mm-policy-environment-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const RUNTIME = createCapturedIo().env;

type Environment = Readonly<Record<string, string>>;

const RULES = `limit        order-notional           order.notional <= min($1_000, 150% of equity)
limit        exposure                 exposure <= 400% of equity
limit        careful                  position_value <= $300 when consecutive_losses >= 2
reduce-only  over-margin              when margin_utilization > 80% until < 70%
pause        losing-streak            when consecutive_losses >= 3 until 20s later
pause        error-streak             when consecutive_errors >= 3 until resumed after 5s
kill         many-losses              when consecutive_losses >= 6
kill         position-runaway         when |position| > 2 * margin_capacity
kill         daily-loss               when equity < day_start_equity - 40% of day_start_equity`;
const POLICY = compile(policyText(RULES, { quote: '' }));

function limited(env: Environment, policy: CompiledPolicy = POLICY): CompiledPolicy {
  return limitByEnvironment(policy, NO_PRESETS, env).policy;
}

/** Rules that the environment adds, with their conditions. */
function added(env: Environment): readonly string[] {
  return limited(env)
    .rules.filter(({ path }) => path.startsWith('environment.'))
    .map(({ path, kind, text }) => `${kind} ${path.slice('environment.'.length)} ${text}`);
}

const leverageOf = (env: Environment): readonly number[] =>
  limited(env).markets.map(({ leverage }) => leverage);

function refusalOf(env: Environment, policy = POLICY): string {
  try {
    limited(env, policy);
  } catch (error) {
    if (error instanceof RunRefusal) return `${error.exitCode} ${error.message}`;
    throw error;
  }
  return 'not refused';
}

describe('a limit of the environment', () => {
  it.each([
    ['RISK_MAX_DAILY_LOSS', '500', 'kill max-daily-loss equity <= day_start_equity - $500'],
    [
      'RISK_MAX_DAILY_LOSS',
      '5%',
      'kill max-daily-loss equity <= day_start_equity - 5% of day_start_equity',
    ],
    ['RISK_MAX_DRAWDOWN', '$1_000.50', 'kill max-drawdown equity <= peak_equity - $1_000.5'],
    ['RISK_MAX_POSITIONS', '3', 'limit max-positions open_positions <= 3'],
    ['RISK_MAX_POSITIONS', '0', 'limit max-positions open_positions <= 0'],
    ['RISK_MAX_ORDER_NOTIONAL', '250', 'limit max-order-notional order.notional <= $250'],
    ['RISK_MAX_POSITION_VALUE', '50%', 'limit max-position-value position_value <= 50% of equity'],
    ['RISK_MAX_EXPOSURE', '1.5x', 'limit max-exposure exposure <= 150% of equity'],
    ['RISK_MAX_EXPOSURE', '$20_000', 'limit max-exposure exposure <= $20_000'],
    ['RISK_MAX_OPEN_ORDERS', '8', 'limit max-open-orders account.open_orders <= 8'],
    ['RISK_MAX_ORDERS_PER_MINUTE', '10', 'limit max-orders-per-minute account.orders <= 10 per 1m'],
    [
      'RISK_MAX_MARGIN_UTILIZATION',
      '60%',
      'limit max-margin-utilization margin_utilization <= 60%',
    ],
    ['RISK_MAX_PRICE_DEVIATION', '2%', 'limit max-price-deviation order.price within 2% of mark'],
    ['RISK_MAX_CONSECUTIVE_LOSSES', '3', 'pause max-consecutive-losses consecutive_losses >= 3'],
    ['RISK_MAX_CONSECUTIVE_ERRORS', '5', 'pause max-consecutive-errors consecutive_errors >= 5'],
  ])('%s=%s is the rule: %3$s', (variable, value, rule) => {
    expect(added({ [variable]: value })).toEqual([rule]);
  });

  it('has a case here for each variable that adds a rule', () => {
    for (const variable of ENVIRONMENT_VARIABLES) {
      const { limits, problems } = readEnvironmentLimits({ [variable]: 'nonsense' }, ['HYPE']);
      expect({ limits, count: problems.length }).toEqual({ limits: [], count: 1 });
      expect(problems[0]).toMatch(
        new RegExp(`^${variable}: .nonsense. cannot be read; write`, 'u'),
      );
    }
  });

  it('lowers a leverage and never raises one', () => {
    expect(leverageOf({})).toEqual([10]);
    expect(leverageOf({ RISK_MAX_LEVERAGE: '5' })).toEqual([5]);
    expect(leverageOf({ RISK_MAX_LEVERAGE: '50x' })).toEqual([10]);
  });

  it('stands beside a looser rule of the same name, and beside nothing that would be a warning', () => {
    const rules = `${RULES}\nlimit        max-exposure             exposure <= 390% of equity`;
    const policy = limited({ RISK_MAX_EXPOSURE: '2x' }, compile(policyText(rules, { quote: '' })));
    expect(policy.rules.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['max-exposure', 'environment.max-exposure']),
    );
  });

  it.each([
    [
      { RISK_MAX_DAILY_LOSS: 'five' },
      '2 error: RISK_MAX_DAILY_LOSS: `five` cannot be read; write an',
    ],
    [{ RISK_MAX_DAILY_LOSS: '-5' }, '2 error: RISK_MAX_DAILY_LOSS: `-5` cannot be read'],
    [{ RISK_MAX_DAILY_LOSS: '0' }, '2 error: RISK_MAX_DAILY_LOSS: `0` cannot be read'],
    [{ RISK_MAX_DAILY_LOSS: '1e3' }, '2 error: RISK_MAX_DAILY_LOSS: `1e3` cannot be read'],
    [{ RISK_MAX_DAILY_LOSS: '' }, '2 error: RISK_MAX_DAILY_LOSS: is empty'],
    [{ RISK_MAX_LEVERAGE: '2.5' }, '2 error: RISK_MAX_LEVERAGE: `2.5` cannot be read'],
    [{ RISK_MAX_POSITIONS: '3.5' }, '2 error: RISK_MAX_POSITIONS: `3.5` cannot be read'],
    [{ RISK_MAX_EXPOSURE: `${'9'.repeat(30)}` }, '2 error: RISK_MAX_EXPOSURE'],
    [
      { RISK_MAX_DALY_LOSS: '5' },
      '2 error: RISK_MAX_DALY_LOSS: there is no such limit; did you mean RISK_MAX_DAILY_LOSS?',
    ],
  ])('%o is refused by name', (env, words) => {
    expect(refusalOf(env as unknown as Environment)).toContain(words);
  });

  it('that the policy’s account cannot keep is refused with what is missing', () => {
    const bare = policyText('kill x when equity < $1', { quote: '' }).replace(
      / {2}day-reset.*\n/u,
      '',
    );
    const told = refusalOf({ RISK_MAX_DAILY_LOSS: '5' }, compile(bare));
    expect(told).toContain(
      '2 error: RISK_MAX_DAILY_LOSS cannot be kept: `day_start_equity` has no',
    );
    expect(told).toContain('add `day-reset` to `account { … }`');
  });
});

describe('a preset with the name of the environment', () => {
  it('is refused, so that nobody can waive a limit through it', () => {
    const preset = 'preset environment\n\nkill x when equity < $1\n';
    const library = { names: [], load: () => ({ file: 'own.policy', source: preset }) };
    const source = `${policyText(RULES, { quote: '' })}\nuse "own.policy"\n`;
    const { policy, diagnostics } = compilePolicyText('test.policy', source, library);
    expect(policy).toBeNull();
    expect(diagnostics.map(({ code, message }) => `${code} ${message}`)).toContain(
      'P209 `environment` is the name of what the environment adds',
    );
  });
});

type Move =
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'mark' | 'account' | 'trip' | 'fill'; readonly step: number }
  | { readonly kind: 'error' | 'accept' | 'lose' | 'reconcile' | 'restart' | 'cooldown' }
  | { readonly kind: 'operate'; readonly command: 'pause' | 'resume' | 'kill' | 're-arm' };

const step = fc.integer({ min: -40, max: 40 });
const anyMove: fc.Arbitrary<Move> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant<'wait'>('wait'), ms: fc.integer({ min: 1, max: 9_000 }) }) },
  { weight: 8, arbitrary: fc.record({ kind: fc.constantFrom<'mark' | 'account' | 'trip' | 'fill'>('mark', 'account', 'trip', 'trip', 'fill'), step }) },
  { weight: 3, arbitrary: fc.constantFrom<Move>({ kind: 'error' }, { kind: 'error' }, { kind: 'accept' }, { kind: 'reconcile' }, { kind: 'reconcile' }, { kind: 'restart' }, { kind: 'lose' }, { kind: 'cooldown' }, { kind: 'cooldown' }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant<'operate'>('operate'), command: fc.constantFrom<'pause' | 'resume' | 'kill' | 're-arm'>('pause', 'resume', 'resume', 'kill', 're-arm', 're-arm') }) },
); // prettier-ignore

const anyEnvironment: fc.Arbitrary<Environment> = fc
  .record(
    {
      RISK_MAX_DAILY_LOSS: fc.constantFrom('1', '20', '5%', '60%'),
      RISK_MAX_DRAWDOWN: fc.constantFrom('10', '3%', '80%'),
      RISK_MAX_POSITIONS: fc.constantFrom('0', '1', '5'),
      RISK_MAX_LEVERAGE: fc.constantFrom('1', '3x', '10', '40'),
      RISK_MAX_CONSECUTIVE_LOSSES: fc.constantFrom('1', '2', '3', '5'),
      RISK_MAX_CONSECUTIVE_ERRORS: fc.constantFrom('1', '2', '9'),
      RISK_MAX_ORDER_NOTIONAL: fc.constantFrom('0', '30', '5000', '50%'),
      RISK_MAX_POSITION_VALUE: fc.constantFrom('100', '100%'),
      RISK_MAX_EXPOSURE: fc.constantFrom('1x', '800%', '50'),
      RISK_MAX_MARGIN_UTILIZATION: fc.constantFrom('10%', '90%'),
      RISK_MAX_OPEN_ORDERS: fc.constantFrom('0', '4'),
      RISK_MAX_ORDERS_PER_MINUTE: fc.constantFrom('0', '10'),
      RISK_MAX_PRICE_DEVIATION: fc.constantFrom('1%', '50%'),
    },
    { requiredKeys: [], noNullPrototype: true },
  )
  .map((record) => record as Environment);

/** The same story for both rigs: nothing in it depends on what they decide. */
function play(rig: EngineRig, move: Move): void {
  const size = rig.state.positions['HYPE']?.size ?? decimal(0);
  const positions = size.isZero() ? [] : [{ size, entryPrice: decimal(27) }];
  switch (move.kind) {
    case 'wait':
      rig.wait(move.ms);
      break;
    case 'mark':
      rig.mark(decimal(27.11).plus(move.step / 20));
      break;
    case 'account':
      rig.account(397 + 3 * move.step, positions);
      break;
    case 'trip':
      rig.at += 10;
      rig.fill('buy', 1, '27.00');
      rig.fill(
        'sell',
        1,
        decimal(27)
          .plus(move.step / 1_000)
          .toString(),
      );
      break;
    case 'fill':
      rig.at += 10;
      if (move.step !== 0) rig.fill(move.step > 0 ? 'buy' : 'sell', Math.abs(move.step), '27.05');
      break;
    case 'error':
      rig.hear({
        kind: 'cancelOutcomeUnknown',
        at: rig.at,
        orderId: 1,
        clientOrderId: null,
        reason: 'x',
      });
      break;
    case 'accept':
      rig.hear({ kind: 'orderAccepted', at: rig.at, clientOrderId: '0x1', orderId: 1 });
      break;
    case 'lose':
      rig.hear({ kind: 'connectionLost', at: rig.at, reason: 'cable' });
      break;
    case 'reconcile':
      rig.at += 20;
      rig.reconcile(report(rig.at, 397, positions));
      break;
    case 'restart':
      rig.start('fedcba9876543210');
      rig.reconcile(report((rig.at += 20), 397, positions));
      rig.mark('27.11');
      break;
    case 'cooldown':
      // Long enough for every pause; then the operator goes on, with fresh prices.
      rig.wait(31 * 60_000);
      rig.reconcile(report(rig.at, 397, positions));
      rig.mark('27.11');
      rig.operator('resume');
      break;
    case 'operate':
      rig.operator(move.command);
      break;
  }
}

/** Streaks and their pauses alone: nothing else hides what one rule does to another. */
const streakEnvironment: fc.Arbitrary<Environment> = fc.oneof(
  fc.constantFrom('1', '2', '4').map((losses) => ({ RISK_MAX_CONSECUTIVE_LOSSES: losses })),
  fc.constantFrom('1', '2', '4').map((errors) => ({ RISK_MAX_CONSECUTIVE_ERRORS: errors })),
);
const streakMove: fc.Arbitrary<Move> = fc.oneof(
  fc.constantFrom<Move>({ kind: 'cooldown' }, { kind: 'error' }, { kind: 'trip', step: -40 }),
  fc.constantFrom<Move>({ kind: 'trip', step: -10 }, { kind: 'error' }),
);

describe('any environment', () => {
  it.each([
    ['of any kind, whatever happened', anyEnvironment, anyMove],
    ['of streaks, after losses and errors', streakEnvironment, streakMove],
  ])(
    '%s, denies every order that the policy alone denies',
    (_, envs, move) => {
      const alone = createInspector(POLICY);
      const denied = { alone: 0, both: 0 };
      const anyOrder = fc.record({
        side: fc.constantFrom('buy', 'sell'),
        cents: fc.integer({ min: -200, max: 200 }),
        size: fc.constantFrom('0.5', '2', '10', '36', '60', '150'),
      });
      const story = fc.array(fc.tuple(move, anyOrder), { minLength: 5, maxLength: 60 });
      const law = fc.property(envs, story, (env, moves) => {
        const policy = limited(env);
        const inspector = createInspector(policy);
        const [one, two] = [POLICY, policy].map((each) => {
          const rig = new Rig(each).start(undefined, [HYPE]);
          rig.reconcile(report(rig.at, 397));
          rig.mark('27.11');
          return rig;
        });
        if (one === undefined || two === undefined) throw new Error('two rigs were made');
        for (const [each, { side, cents, size }] of moves) {
          play(one, each);
          play(two, each);
          const price = decimal(27.11).plus(cents / 100);
          const order = { coin: 'HYPE', side, price, size: decimal(size) } as const;
          const [base, strict] = [
            alone.judgeOrder(one.state, order),
            inspector.judgeOrder(two.state, order),
          ];
          if (strict.denials.length > 0) denied.both += 1;
          if (base.denials.length === 0) continue;
          denied.alone += 1;
          expect(strict.denials).not.toEqual([]);
          expect(strict.sizeThatFits.lte(base.sizeThatFits)).toBe(true);
        }
      });
      fc.assert(law, { numRuns: 200 });
      expect(denied.alone).toBeGreaterThan(500);
      expect(denied.both).toBeGreaterThan(denied.alone);
    },
    120_000,
  );
});

describe('a run with limits of the environment', () => {
  const file = join(scratch, 'demo.policy');
  writeFileSync(file, readFileSync('policies/demo.policy', 'utf8'));
  const run = (journal: string, env: Environment, ...more: readonly string[]) =>
    runMain(['run', file, '--journal', journal, '--speed', 'max', '--for', '5s', ...more], {
      env: { ...RUNTIME, ...env },
    });

  it('tells them at the start, obeys them, journals them, and replays without them in sight', async () => {
    const journal = join(scratch, 'journal');
    const env = { RISK_MAX_ORDER_NOTIONAL: '20', RISK_MAX_LEVERAGE: '5' };
    const { exitCode, out } = await run(journal, env);
    expect(exitCode).toBe(0);
    expect(out.replaceAll(/\s+/gu, ' ')).toContain(
      'RISK_MAX_ORDER_NOTIONAL=20 environment.max-order-notional: limit order.notional <= $20',
    );
    expect(out).toContain('RISK_MAX_LEVERAGE=5  HYPE 10x → 5x');
    expect(out.replaceAll(/\s+/gu, ' ')).toContain(
      'denied buy 4 @ 27.105 by environment.max-order-notional (environment:7)',
    );
    for await (const { record } of readJournal(journal)) {
      if (record?.kind === 'run') {
        expect(record.run.policy.environment).toContain('order.notional <= $20');
        expect(record.run.policy.environment).toContain('market HYPE {\n  leverage          5x');
      }
    }
    expect(await runMain(['replay', journal])).toMatchObject({ exitCode: 0 });
    expect(await runMain(['audit', 'verify', journal])).toMatchObject({ exitCode: 0 });
    const without = await run(journal, {});
    expect(without.exitCode).toBe(0);
    expect(without.out).not.toContain('RISK_MAX');
    expect(await runMain(['replay', journal])).toMatchObject({ exitCode: 0 });
  });

  it('tells programs in one line of JSON', async () => {
    const { out } = await run(join(scratch, 'json'), { RISK_MAX_POSITIONS: '1' }, '--json');
    const lines = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { type: string });
    expect(lines.filter(({ type }) => type === 'environment')).toEqual([
      {
        type: 'environment',
        limits: [
          {
            variable: 'RISK_MAX_POSITIONS',
            value: '1',
            rule: 'environment.max-positions',
            text: 'limit open_positions <= 1',
            effect: 'environment.max-positions: limit open_positions <= 1',
          },
        ],
      },
    ]);
  });

  it('does not start where one cannot be read', async () => {
    const { exitCode, out, err } = await run(join(scratch, 'bad'), { RISK_MAX_POSITIONS: 'many' });
    expect({ exitCode, out }).toEqual({ exitCode: 2, out: '' });
    expect(err).toBe(
      'error: RISK_MAX_POSITIONS: `many` cannot be read; write a whole number such as 3, or unset it\n',
    );
  });
});
