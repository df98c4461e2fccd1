import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SettingPathError, withSetting } from '../../src/study/index.js';
import { compile } from '../engine/engine-kit.js';

const DEMO = readFileSync('policies/demo.policy', 'utf8');

function changed(path: string, value: string): string {
  const lines = DEMO.split('\n');
  return withSetting(DEMO, { path, value })
    .split('\n')
    .filter((line, index) => line !== lines[index])
    .map((line) => line.replaceAll(/ +/gu, ' ').trim())
    .join(' | ');
}

describe('a policy with one setting changed', () => {
  it('keeps the unit of a number that takes the place of another', () => {
    expect(changed('quote.risk-aversion', '0.2')).toBe('risk-aversion 0.2 per tick');
    expect(changed('HYPE.leverage', '5')).toBe('leverage 5x');
    expect(changed('account.initial-balance', '2_500')).toBe('initial-balance $2_500');
  });

  it('takes a value with its unit as it is', () => {
    expect(changed('quote.unit-size', '8 HYPE')).toBe('unit-size 8 HYPE');
    expect(changed('allocate.per-side', '10% to 90%')).toBe('per-side 10% to 90%');
  });

  it('changes what is compiled', () => {
    const [market] = compile(withSetting(DEMO, { path: 'HYPE.leverage', value: '3' })).markets;
    expect(market?.leverage).toBe(3);
  });

  it('adds a setting to a block that has it not', () => {
    const source = withSetting(DEMO, { path: 'quote.horizon', value: '10m' });
    expect(compile(source).markets[0]?.quote?.horizonMs).toBe(600_000);
  });

  it('changes a let, and only that', () => {
    const source = `${DEMO}\nlet floor = $900\nalert low when equity < floor\n`;
    expect(withSetting(source, { path: 'let.floor', value: '950' })).toBe(
      source.replace('$900', '$950'),
    );
  });

  it('says what there is where a path leads nowhere', () => {
    const change = { path: 'quot.levels', value: '3' };
    expect(() => withSetting(DEMO, change)).toThrow(SettingPathError);
    expect(() => withSetting(DEMO, change)).toThrow(
      /has no setting `quot\.levels`; it has account\.initial-balance/u,
    );
  });
});
