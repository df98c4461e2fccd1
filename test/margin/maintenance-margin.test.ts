import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal } from '../../src/base/index.js';
import {
  initialMargin,
  maintenanceMargin,
  maintenanceRateAt,
  marginCapacity,
  tierLeverage,
} from '../../src/margin/index.js';
import { DOCS_ETH, HYPE, TESTNET_BTC } from './instruments.js';

describe('maintenance margin', () => {
  it('is what the venue reported for 0.185 testnet BTC in the 25x tier', () => {
    const margin = maintenanceMargin(TESTNET_BTC, decimal('12073.655'));
    expect(margin.toString()).toBe('166.4731');
  });

  it('is 1.25% of notional in a 40x tier, for longs and shorts alike', () => {
    expect(maintenanceRateAt(TESTNET_BTC, decimal(9_999)).toString()).toBe('0.0125');
    expect(maintenanceMargin(TESTNET_BTC, decimal(1_000)).toString()).toBe('12.5');
    expect(maintenanceMargin(TESTNET_BTC, decimal(-1_000)).toString()).toBe('12.5');
    expect(maintenanceMargin(DOCS_ETH, decimal('100.02765')).toString()).toBe('1.0002765');
  });

  it('takes the next tier from its lower bound on', () => {
    expect(maintenanceRateAt(TESTNET_BTC, decimal(10_000)).toString()).toBe('0.02');
    expect(tierLeverage(TESTNET_BTC, decimal('9999.99'))).toBe(40);
    expect(tierLeverage(TESTNET_BTC, decimal(-10_000))).toBe(25);
    expect(tierLeverage(HYPE, decimal(20_000_000))).toBe(5);
  });

  it('grows with notional and does not jump at a bound', () => {
    const notionals = fc
      .integer({ min: 0, max: 10_000_000 })
      .map((cents) => decimal(cents).div(100));
    fc.assert(
      fc.property(notionals, notionals, (left, right) => {
        const rise = maintenanceMargin(TESTNET_BTC, left).minus(
          maintenanceMargin(TESTNET_BTC, right),
        );
        const step = left.minus(right);
        expect(rise.times(step).gte(0)).toBe(true);
        expect(rise.abs().lte(step.abs().times('0.05'))).toBe(true);
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  it('refuses a notional that is not a number, and tiers that do not start at 0', () => {
    expect(() => maintenanceMargin(HYPE, decimal(NaN))).toThrow('finite number');
    const broken = { ...HYPE, marginTiers: [{ lowerBound: decimal(5), maxLeverage: 3 }] };
    expect(() => maintenanceMargin(broken, decimal(10))).toThrow('start at 0');
  });
});

describe('initial margin and margin capacity', () => {
  it('are size × price / leverage and half of what equity could open', () => {
    const reserved = initialMargin(decimal(-5), decimal('25.68'), 5);
    expect(reserved.toString()).toBe('25.68');
    const capacity = marginCapacity({
      equity: decimal('397.49'),
      marginUsedElsewhere: decimal(0),
      leverage: 10,
      mark: decimal('27.11'),
    });
    expect(capacity.toFixed(4)).toBe('73.3106');
  });

  it('give no capacity where other markets use all of equity', () => {
    const capacity = marginCapacity({
      equity: decimal(100),
      marginUsedElsewhere: decimal(120),
      leverage: 10,
      mark: decimal(27),
    });
    expect(capacity.isZero()).toBe(true);
  });
});
