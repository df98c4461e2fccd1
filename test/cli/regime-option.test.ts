import { describe, expect, it } from 'vitest';
import { parseRegime, REGIME_HELP } from '../../src/cli/regime-option.js';
import { REGIME_NAMES } from '../../src/feed/index.js';
import { runMain } from './captured-io.js';

const DEMO = 'policies/demo.policy';

describe('the regime of the synthetic market', () => {
  it('is read alone, or several with their times', () => {
    expect(parseRegime('cascade')).toEqual([{ regime: 'cascade', durationMs: null }]);
    expect(parseRegime('ordinary:5m, outage:40s,quiet')).toEqual([
      { regime: 'ordinary', durationMs: 300_000 },
      { regime: 'outage', durationMs: 40_000 },
      { regime: 'quiet', durationMs: null },
    ]);
  });

  it('is refused with the names there are, or with what is missing', () => {
    const names = REGIME_NAMES.join(', ');
    expect(() => parseRegime('wild')).toThrow(`no regime \`wild\`; the regimes are ${names}.`);
    expect(() => parseRegime('quiet,')).toThrow('Say how long quiet lasts');
    expect(() => parseRegime('quiet,jump')).toThrow('such as quiet:5m.');
    expect(() => parseRegime('quiet:5')).toThrow('500ms');
    expect(() => parseRegime('outage:40s')).toThrow('ordinary:1m,outage:40s');
  });

  it('has every name in the help of run and what-if', async () => {
    for (const name of REGIME_NAMES) expect(REGIME_HELP).toMatch(new RegExp(`^  ${name} `, 'mu'));
    for (const command of ['run', 'what-if']) {
      const { out } = await runMain([command, '--help']);
      // What is prose is fitted to the terminal; the names stand as they are.
      for (const line of REGIME_HELP.split('\n').filter((each) => each.startsWith('  '))) {
        expect(out).toContain(line);
      }
      expect(out).toContain('--regime <name[:time],…>');
    }
  });

  it('ends a command with 2 where there is none of the name, or a recording beside it', async () => {
    const wild = await runMain(['run', DEMO, '--regime', 'wild']);
    expect(wild.exitCode).toBe(2);
    expect(wild.err).toContain('the regimes are ordinary, quiet, trending, jump, cascade, outage');
    const both = await runMain(['what-if', DEMO, '--regime', 'quiet', '--market', 'recordings']);
    expect(both.exitCode).toBe(2);
    expect(both.err).toMatch(/--regime .* cannot be used with option .*--market <dir>/u);
  });

  it('is what a run is played on, and said', async () => {
    const fast = ['--for', '3s', '--speed', 'max'];
    const { exitCode, out, err } = await runMain(['run', DEMO, ...fast, '--regime', 'trending']);
    expect(exitCode).toBe(0);
    expect(`${out}${err}`).toContain('synthetic market, seed 1, trending');
  });
});
