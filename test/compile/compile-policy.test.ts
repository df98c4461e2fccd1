import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openPresetLibrary } from '../../src/presets/index.js';
import { type CompiledPolicy, compilePolicyText } from '../../src/compile/index.js';
import { formatPolicyText } from '../../src/syntax/index.js';
import { policyWith, SOUND_ACCOUNT } from '../check/policy-with.js';

function compile(source: string): CompiledPolicy {
  const { policy, diagnostics } = compilePolicyText('built.policy', source);
  if (policy === null) throw new Error(JSON.stringify(diagnostics));
  return policy;
}

function ruleNamed(policy: CompiledPolicy, path: string): CompiledPolicy['rules'][number] {
  const rule = policy.rules.find((candidate) => candidate.path === path);
  if (rule === undefined) throw new Error(`no rule ${path}`);
  return rule;
}

const demo = readFileSync('policies/demo.policy', 'utf8');

describe('the policies that come with the tool', () => {
  it.each(readdirSync('policies').filter((name) => name.endsWith('.policy')))(
    'include %s, which has no problem and stands in the one layout',
    (name) => {
      const source = readFileSync(`policies/${name}`, 'utf8');
      const library = openPresetLibrary(`policies/${name}`);
      expect(compilePolicyText(name, source, library).diagnostics).toEqual([]);
      expect(formatPolicyText(name, source).text).toBe(source);
    },
  );

  it('let the demo quote every level above the venue’s least order and below its own limit', () => {
    const [market] = compile(demo).markets;
    const notional = (market?.quote?.unitSize?.toNumber() ?? 0) * 27.11;
    expect(notional).toBeGreaterThan(10);
    const limit = ruleNamed(compile(demo), 'order-notional').condition;
    const bound =
      limit.kind === 'compare' && limit.right.kind === 'constant' ? limit.right.value : 0;
    expect(notional).toBeLessThan(Number(bound));
  });
});

describe('compilePolicyText', () => {
  it('gives the settings of the demo as the engine wants them', () => {
    const policy = compile(demo);
    const [market] = policy.markets;
    expect(policy.venue).toEqual({ kind: 'embedded' });
    expect(policy.account.initialBalance?.toString()).toBe('1000');
    expect(policy.account.dayReset).toEqual({ hour: 0, minute: 0, zone: 'UTC' });
    expect(policy.staleAfter).toEqual({
      mark: 7000,
      book: 7000,
      account: 15_000,
      stream: 15_000,
      limits: 60_000,
    });
    expect(market?.leverage).toBe(10);
    expect(market?.quote?.riskAversion).toEqual({ value: 0.05, unit: 'tick' });
    expect(market?.quote?.volatility).toEqual({ value: 2.1588, unit: 'tick' });
    expect(market?.quote?.horizonMs).toBeNull();
    expect(market?.allocation.perSideMost.toString()).toBe('0.7');
    expect(policy.source).toBe(demo);
  });

  it('keeps the rules in line order, each with its place', () => {
    const { rules } = compile(demo);
    const lines = rules.map(({ place }) => place.line);
    expect(lines).toEqual(lines.toSorted((a, b) => a - b));
    expect(demo.split('\n')[(lines[0] ?? 0) - 1]).toMatch(/^limit +order-notional/u);
  });

  it('judges a rule per market where it measures the market at hand, else once', () => {
    const { rules } = compile(demo);
    const scopes = Object.fromEntries(rules.map(({ path, scope }) => [path, scope]));
    expect(scopes).toMatchObject({
      'order-notional': 'market',
      'position-runaway': 'market',
      'stale-quotes': 'market',
      exposure: 'account',
      'over-all-margin': 'account',
      'daily-loss': 'account',
    });
    const named = compile(policyWith({ rules: ['kill a when |HYPE.position| > 5 HYPE'] }));
    expect(ruleNamed(named, 'a').scope).toBe('account');
  });

  it('gives a rule of a market block its coin, once for each coin of the block', () => {
    const source = policyWith({ market: ['leverage 10x', 'limit a open_orders <= 3'] });
    const { rules } = compile(source.replace('market HYPE', 'market HYPE, "xyz:TSLA"'));
    expect(rules.filter(({ name }) => name === 'a').map(({ path, coin }) => [path, coin])).toEqual([
      ['HYPE.a', 'HYPE'],
      ['xyz:TSLA.a', 'xyz:TSLA'],
    ]);
  });

  it('completes a short `until` with the left side of `when`', () => {
    const { release } = ruleNamed(compile(demo), 'near-liquidation');
    expect(release).toMatchObject({
      kind: 'condition',
      forMs: 10_000,
      condition: { text: 'liquidation_buffer >= 0.6', comparator: '>=', unit: 'ratio' },
    });
  });

  it.each([
    ['pause a when consecutive_errors >= 5 until 30m later', { kind: 'later', afterMs: 1_800_000 }],
    ['pause a when consecutive_errors >= 5 until resumed', { kind: 'resumed', afterMs: 0 }],
    [
      'pause a when consecutive_errors >= 5 until resumed after 30m',
      { kind: 'resumed', afterMs: 1_800_000 },
    ],
    ['reduce-only a when equity < $950', { kind: 'immediate' }],
    ['limit a open_orders <= 3', { kind: 'immediate' }],
    ['kill a when equity < $950', { kind: 're-arm' }],
  ])('ends %s as it says', (rule, release) => {
    expect(ruleNamed(compile(policyWith({ rules: [rule] })), 'a').release).toEqual(release);
  });

  it('turns percentages and durations into exact decimals', () => {
    const policy = compile(
      policyWith({
        rules: ['limit a order.price within 25bps of mark', 'kill b when age(book) > 1.5m'],
      }),
    );
    expect(ruleNamed(policy, 'a').condition).toMatchObject({
      kind: 'within',
      toleranceIs: 'ratio',
    });
    const [within, age] = ['a', 'b'].map((path) =>
      JSON.stringify(ruleNamed(policy, path).condition),
    );
    expect(within).toContain('"value":"0.0025"');
    expect(age).toContain('"value":"90000"');
  });

  it('says each comparison as it stands, on one line', () => {
    const rules = ['kill a\n  when equity < $1000\n  and (balance < $5\n  or spread>40bps)'];
    const policy = compile(policyWith({ rules }));
    expect(ruleNamed(policy, 'a').text).toBe(
      'equity < $1_000 and (balance < $5 or spread > 40bps)',
    );
  });

  it('lets what a market says win over the file, key by key', () => {
    const own = [
      'leverage 10x',
      'quote glft {',
      'levels 5',
      '}',
      'allocate margin {',
      'skew 0.5',
      '}',
    ];
    const file = demo.slice(demo.indexOf('quote glft'), demo.indexOf('# `mm-policy test'));
    const policy = compile(
      `${policyWith({ market: own })}${file}market ETH {\nleverage 2x\nquote glft {\nunit-size 1 ETH\n}\n}\n`,
    );
    const [hype, eth] = policy.markets;
    expect([hype?.quote?.levels, eth?.quote?.levels]).toEqual([5, 4]);
    expect(hype?.quote?.decay).toEqual({ value: 0.4533, unit: 'tick' });
    expect([hype?.allocation.skew, eth?.allocation.skew].map(String)).toEqual(['0.5', '0.2']);
    expect(eth?.quote?.unitSize?.toString()).toBe('1');
  });

  it('watches a market without quoting it where no quote block says how', () => {
    expect(compile(policyWith({})).markets[0]?.quote).toBeNull();
  });

  it('gives a policy along with warnings, and none with errors', () => {
    const warned = compilePolicyText(
      'a',
      'policy a\nvenue embedded\nmarket HYPE {\nleverage 2x\n}\n',
    );
    expect(warned.diagnostics.map(({ severity }) => severity)).toEqual(['warning', 'warning']);
    expect(warned.policy?.name).toBe('a');
    expect(compilePolicyText('a', 'policy a\n').policy).toBeNull();
    expect(compilePolicyText('a', '').diagnostics.map(({ code }) => code)).toContain('P116');
  });

  it.each([
    ['30s required', { afterMs: 30_000, required: true }],
    ['10s if-available', { afterMs: 10_000, required: false }],
  ])("gives a dead man's switch of %s", (text, expected) => {
    const source = policyWith({ account: [...SOUND_ACCOUNT, `dead-man-switch ${text}`] });
    expect(compile(source).account.deadManSwitch).toEqual(expected);
  });

  it('gives the address in lower case', () => {
    const source = policyWith({
      venue: 'hyperliquid mainnet',
      account: ['initial-balance $5', `address 0x${'AB'.repeat(20)}`],
    });
    const { account, venue } = compile(source);
    expect(account.address).toBe(`0x${'ab'.repeat(20)}`);
    expect(venue).toEqual({ kind: 'hyperliquid', network: 'mainnet' });
  });
});
