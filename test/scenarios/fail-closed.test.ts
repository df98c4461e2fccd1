/** Goal: what is wrong, missing or out of hand never lets anything through but the way out. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decimal } from '../../src/base/index.js';
import { compilePolicyText } from '../../src/compile/index.js';
import { compile, liveRig, policyText, report } from '../engine/engine-kit.js';
import { play, policyOf } from './control-kit.js';

const BUFFER = 'reduce-only approaching-liquidation when liquidation_buffer < 0.5 until >= 0.6';
const UTILIZATION = 'reduce-only over-margin when margin_utilization > 80% until < 70%';
const ERRORS = 'pause error-streak when consecutive_errors >= 5 until resumed after 30m';
const DAILY_LOSS = 'kill daily-loss when equity < day_start_equity - 5% of day_start_equity';
const RATE = 'limit order-rate orders <= 10 per 1m';

function judge(line: string | null, steps: string, order: string) {
  const { reading, state } = play(policyOf(line), { steps, order });
  if (reading === null) throw new Error('an order was judged');
  const rules = reading.denials.map(({ rule }) => rule);
  return { state, rules, fits: reading.sizeThatFits.toString() };
}

describe('an account without equity', () => {
  it.each(['0', '-5'])('of $%s takes no risk, and may close', (equity) => {
    const adding = judge(null, `equity ${equity} · position 5`, 'buy 1 @ 25');
    expect(adding.rules).toContain('builtin.margin-capacity');
    expect(adding.fits).toBe('0');
    expect(judge(null, `equity ${equity} · position 5`, 'sell 5 @ 25').rules).toEqual([]);
  });

  it('has no utilisation, which is not a low one', () => {
    const { state, rules } = judge(UTILIZATION, 'equity 0 · position 5', 'buy 1 @ 25');
    expect(state).toBe('reducing');
    expect(rules).toContain('over-margin');
  });
});

describe('a figure that is none', () => {
  it.each(['mark NaN', 'mark 0', 'mark -25', 'mark Infinity', 'silence 7001ms'])(
    'denies what adds risk and passes what closes: %s',
    (step) => {
      const steps = `position 5 · ${step}`;
      expect(judge(null, steps, 'buy 1 @ 25')).toMatchObject({ state: 'reducing', fits: '0' });
      // What is held is known by fills for as long as the stream is.
      expect(judge(null, steps, 'sell 5 @ 25').rules).toEqual([]);
    },
  );

  it('trips no kill by itself', () => {
    const { state } = judge(DAILY_LOSS, 'position 5 · mark NaN', 'buy 1 @ 25');
    expect(state).toBe('reducing');
  });

  it.each(['disconnect', 'silence 16s'])(
    'denies every order while nobody knows the position, for none provably reduces: %s',
    (step) => {
      for (const order of ['buy 1 @ 25', 'sell 1 @ 25']) {
        const { rules, fits, state } = judge(null, `position 5 · ${step}`, order);
        expect(rules).toContain('builtin.margin-capacity');
        expect({ fits, state }).toEqual({ fits: '0', state: 'reducing' });
      }
    },
  );
});

describe('at the edges of a position', () => {
  it.each(['25', '25.5', '40'])(
    'beyond its liquidation price of $%s it does not look safe again',
    (price) => {
      const steps = `position 10 HYPE liquidation ${price}`;
      expect(judge(BUFFER, steps, 'buy 1 @ 25').state).toBe('reducing');
      expect(judge(BUFFER, steps, 'sell 10 @ 25').rules).toEqual([]);
    },
  );

  it('flat beside a market that takes too much margin, neither side may open', () => {
    for (const side of ['buy', 'sell']) {
      const { rules } = judge(UTILIZATION, 'position 0.45 BTC', `${side} 1 @ 25`);
      expect(rules).toContain('over-margin');
    }
  });

  it('+10 does not become −10: the part that closes passes, the rest is denied', () => {
    const steps = 'position 0.45 BTC · position 10 HYPE';
    const turned = judge(UTILIZATION, steps, 'sell 20 @ 25');
    expect(turned.rules).toContain('over-margin');
    expect(turned.fits).toBe('10');
    expect(judge(UTILIZATION, steps, 'sell 10 @ 25').rules).toEqual([]);
  });

  it('three sells of 5 against a long of 12 never turn it over', () => {
    const steps = 'position 12 · operator pause';
    expect(judge(null, steps, 'sell 5 @ 25').fits).toBe('5');
    expect(judge(null, `${steps} · rest sell 5 @ 26`, 'sell 5 @ 25').fits).toBe('5');
    const third = judge(null, `${steps} · rest sell 5 @ 26 · fly sell 5 @ 27`, 'sell 5 @ 25');
    expect(third.fits).toBe('2');
    expect(third.rules).toEqual(['operator.pause']);
  });

  it('a market buy of 100 BTC on $10,000 is denied, and valued at what it would cost', () => {
    const line = 'limit order-notional order.notional <= $50_000';
    const { rules, fits } = judge(line, '', 'buy 100 @ 101000 BTC');
    expect(rules).toEqual([
      'builtin.margin-capacity',
      'builtin.margin-both-sides',
      'order-notional',
    ]);
    expect(fits).toBe('0.25');
  });
});

describe('what has tripped', () => {
  it('stays: a breaker does not reset itself, and no resume comes before its time', () => {
    expect(judge(ERRORS, 'error 5 · tick 24h', 'buy 1 @ 25').state).toBe('paused');
    const early = judge(ERRORS, 'error 5 · wait 60s · operator resume', 'buy 1 @ 25');
    expect(early.state).toBe('paused');
    const later = judge(ERRORS, 'error 5 · tick 30m · wait 1s · operator resume', 'buy 1 @ 25');
    expect(later).toMatchObject({ state: 'active', rules: [] });
  });

  it('a day reset does not end a halt, nor does a restart', () => {
    expect(judge(DAILY_LOSS, 'account 9000 · midnight', 'buy 1 @ 25').state).toBe('halted');
    expect(judge(DAILY_LOSS, 'account 9000 · restart', 'buy 1 @ 25').state).toBe('halted');
  });

  it('an order that closes passes after the daily loss', () => {
    expect(judge(DAILY_LOSS, 'position 5 · account 9000', 'sell 5 @ 25').rules).toEqual([]);
  });
});

describe('a burst', () => {
  it('of thirty orders ends at ten a minute, however they are answered', () => {
    let sent = 0;
    for (let order = 0; order < 30; order += 1) {
      const { rules } = judge(RATE, sent === 0 ? '' : `send ${sent}`, 'buy 1 @ 25');
      if (rules.length === 0) sent += 1;
    }
    expect(sent).toBe(10);
  });

  it('of the same fill is one fill', () => {
    const { rules } = judge(
      'limit position |HYPE.position| <= 4 HYPE',
      'fill buy 2 @ 25 · again orderFilled · again orderFilled',
      'buy 2 @ 25',
    );
    expect(rules).toEqual([]);
  });
});

describe('the order of reasons', () => {
  it('is that of the lines: liquidation, utilisation, value, size, in the policy that ships', () => {
    const file = 'policies/demo.policy';
    const { policy } = compilePolicyText(file, readFileSync(file, 'utf8'));
    if (policy === null) throw new Error('the demo policy compiles');
    const position = 'position 400 HYPE liquidation 24.5';
    const { reading, heldBy } = play(policy, {
      steps: `equity 1000 · ${position}`,
      order: 'buy 1 @ 25',
    });
    expect(heldBy).toBe('near-liquidation');
    expect(reading?.denials.map(({ rule }) => rule).slice(0, 4)).toEqual([
      'near-liquidation',
      'over-margin-utilization',
      'over-value-limit',
      'over-position-limit',
    ]);
  });
});

describe('long 1, sold 3', () => {
  it('is short 2 with $1,000 realised, in the engine as in the tracker', () => {
    const rig = liveRig(compile(policyText('')), { equity: 10_000, mark: 50_000 });
    rig.fill('buy', 1, 50_000);
    rig.at += 1;
    rig.fill('sell', 3, 51_000);
    const position = rig.state.positions['HYPE'];
    expect(position?.size.toString()).toBe('-2');
    expect(position?.entryPrice?.toString()).toBe('51000');
    expect(position?.realizedPnl.toString()).toBe('1000');
    expect(rig.of('positionClosed')).toMatchObject([{ side: 'long', number: 1 }]);
    rig.at += 1;
    const held = { size: decimal(-2), entryPrice: decimal(51_000) };
    rig.reconcile(report(rig.at, 11_000, [held]));
    expect(rig.of('positionDiffered')).toEqual([]);
  });
});
