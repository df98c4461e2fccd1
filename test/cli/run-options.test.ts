import { describe, expect, it } from 'vitest';
import {
  parseDuration,
  parsePort,
  parseReason,
  parseSeed,
  parseSpeed,
} from '../../src/cli/run-options.js';

describe('the options of a run', () => {
  it('reads durations with their unit and nothing else', () => {
    expect(['500ms', '20s', '1.5m', '4h'].map(parseDuration)).toEqual([
      500, 20_000, 90_000, 14_400_000,
    ]);
    for (const bad of ['20', 's', '0s', '-1s', '1d', '1e3s', '99999999h', '']) {
      expect(() => parseDuration(bad)).toThrow('20s');
    }
  });

  it('reads a speed as a factor or max', () => {
    expect(['1', '0.5', '20', 'max'].map(parseSpeed)).toEqual([1, 0.5, 20, Infinity]);
    for (const bad of ['0', '-1', 'fast', '1e3', 'Infinity', '']) {
      expect(() => parseSpeed(bad)).toThrow('max');
    }
  });

  it('refuses seeds, ports and reasons out of their range', () => {
    expect(parseSeed('7')).toBe(7);
    expect(parsePort('0')).toBe(0);
    expect(parseReason(' looked at it ')).toBe('looked at it');
    expect(() => parseSeed('-1')).toThrow('whole number');
    expect(() => parsePort('65536')).toThrow('65535');
    expect(() => parseReason('  ')).toThrow('why');
  });
});
