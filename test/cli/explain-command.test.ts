/** `UPDATE_GOLDEN=1` writes the goldens anew; read what changed before it is committed. */
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { registerExplain } from '../../src/cli/explain-command.js';
import { MEASURE_NAMES } from '../../src/check/index.js';
import { DIAGNOSTIC_CODES } from '../../src/diagnostic/index.js';
import { runMain } from './captured-io.js';
import { runCommand } from './policy-run.js';

const FOLDER = 'test/golden/explain';

function expectGolden(name: string, text: string): void {
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(`${FOLDER}/${name}`, text);
  expect(text).toBe(readFileSync(`${FOLDER}/${name}`, 'utf8'));
}

describe('mm-policy explain', () => {
  it('shows the page of a code', async () => {
    const run = await runCommand(registerExplain, ['explain', 'P302']);
    expect(run.exitCode).toBe(0);
    expect(run.err).toBe('');
    expectGolden('P302.txt', run.out);
  });

  it('lists every code where none is named', async () => {
    const run = await runCommand(registerExplain, ['explain']);
    expect(run.exitCode).toBe(0);
    for (const [code, { name }] of Object.entries(DIAGNOSTIC_CODES)) {
      expect(run.out).toMatch(new RegExp(`^${code}  ${name} `, 'mu'));
    }
  });

  it('takes a code in any case, and a name', async () => {
    const { out } = await runCommand(registerExplain, ['explain', 'P302']);
    expect((await runCommand(registerExplain, ['explain', 'p302'])).out).toBe(out);
    expect((await runCommand(registerExplain, ['explain', 'percent-of-what'])).out).toBe(out);
  });

  it('shows several pages, each once', async () => {
    const { out } = await runCommand(registerExplain, ['explain', 'P302', 'P303', 'P302']);
    expect(out.match(/^P\d{3} /gmu)).toEqual(['P302 ', 'P303 ']);
  });

  it('ends with 2 and names the nearest where there is no such code', async () => {
    const byCode = await runCommand(registerExplain, ['explain', 'P3O2']);
    expect(byCode.exitCode).toBe(2);
    expect(byCode.err).toContain(
      'error: `P3O2` is no code of a diagnostic, no measure and no policy file',
    );
    expect(byCode.err).toContain('did you mean `P302`?');
    const byName = await runCommand(registerExplain, ['explain', 'percent-of-wat', 'P303']);
    expect(byName.exitCode).toBe(2);
    expect(byName.err).toContain('did you mean `percent-of-what`?');
    expect(byName.out).toContain('P303 level-against-amount');
    const measure = await runCommand(registerExplain, ['explain', 'margin_utilisation']);
    expect(measure.err).toContain('did you mean `margin_utilization`?');
    const far = await runCommand(registerExplain, ['explain', 'weather']);
    expect(far.err).toContain('help: `mm-policy explain` lists all codes');
  });

  it('gives the same facts as JSON, and none where one of them is unknown', async () => {
    const run = await runCommand(registerExplain, ['explain', '--json', 'P302']);
    expect(JSON.parse(run.out)).toMatchObject({
      codes: [
        { code: 'P302', name: 'percent-of-what', severity: 'error', related: ['P303', 'P305'] },
      ],
    });
    const all = await runCommand(registerExplain, ['explain', '--json']);
    const document = JSON.parse(all.out) as { codes: readonly unknown[] };
    expect(document.codes).toHaveLength(Object.keys(DIAGNOSTIC_CODES).length);
    const unknown = await runCommand(registerExplain, ['explain', '--json', 'P302', 'P999']);
    expect(unknown).toMatchObject({ exitCode: 2, out: '' });
  });

  it('shows the page of a measure, from its row in the table', async () => {
    const run = await runCommand(registerExplain, ['explain', 'margin_utilization']);
    expect(run).toMatchObject({ exitCode: 0, err: '' });
    expectGolden('margin_utilization.txt', run.out);
    const both = await runCommand(registerExplain, ['explain', 'order.notional', 'P302']);
    expect(both.out).toMatch(/^order\.notional\n[^]*^P302 percent-of-what/mu);
  });

  it('lists every measure with what it means', async () => {
    const run = await runCommand(registerExplain, ['explain', 'measures']);
    expect(run.exitCode).toBe(0);
    for (const name of MEASURE_NAMES) expect(run.out).toContain(`\n  ${name} `);
    expect(run.out.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  it('gives measures as JSON, with every column', async () => {
    const run = await runCommand(registerExplain, ['explain', '--json', 'liquidation_buffer']);
    expect(JSON.parse(run.out)).toEqual({
      measures: [
        expect.objectContaining({
          name: 'liquidation_buffer',
          scope: 'market',
          worse: 'lower',
          source: 'venue',
          feeds: ['account', 'mark'],
          least: '0',
          most: '1',
          given: 'computed',
          whenMissing: '1 when flat, or when nothing could liquidate the position',
        }),
      ],
    });
  });

  it('takes an account for a policy only', async () => {
    const run = await runCommand(registerExplain, ['explain', 'P302', '--equity', '10000']);
    expect(run.exitCode).toBe(2);
    expect(run.err).toContain('name its file');
  });

  it('uses colour only where the terminal wants it', async () => {
    expect((await runMain(['explain', 'P302'], { useColor: true })).out).toContain('\u001B[1m');
    expect((await runMain(['explain', 'P302'])).out).not.toContain('\u001B');
  });
});
