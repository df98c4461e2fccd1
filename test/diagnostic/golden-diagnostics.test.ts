/**
 * A golden file a code: the policy stands above the line, its rendering below. `UPDATE_GOLDEN=1`
 * writes the renderings anew; read what changed before it is committed.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readPolicyFile } from '../../src/cli/read-policy-file.js';
import { openPresetLibrary } from '../../src/presets/index.js';
import { compilePolicyText } from '../../src/compile/index.js';
import {
  type Diagnostic,
  DIAGNOSTIC_CODES,
  type DiagnosticCode,
  renderPretty,
} from '../../src/diagnostic/index.js';

const FOLDER = 'test/golden/diagnostics';
const SEPARATOR = '----\n';
const FILE = 'golden.policy';

interface Golden {
  readonly name: string;
  readonly policy: string;
  readonly rendering: string;
}

function readGolden(name: string): Golden {
  const text = readFileSync(`${FOLDER}/${name}`, 'utf8');
  const at = text.indexOf(SEPARATOR);
  return { name, policy: text.slice(0, at), rendering: text.slice(at + SEPARATOR.length) };
}

/** What no golden can hold in full is made from a line that begins with `@`. */
async function diagnose(golden: Golden): Promise<{ source: string; found: readonly Diagnostic[] }> {
  const [directive, count, character = ''] = golden.policy.trim().split(' ');
  if (directive === '@missing') {
    const read = await readPolicyFile('policies/missing.policy');
    return { source: '', found: 'problem' in read ? [read.problem] : [] };
  }
  const source = directive === '@repeat' ? character.repeat(Number(count)) : golden.policy;
  const library = openPresetLibrary(FILE);
  const { diagnostics } = compilePolicyText(FILE, source, library, Date.UTC(2026, 10, 21));
  return { source, found: diagnostics };
}

async function render(golden: Golden): Promise<string> {
  const { source, found } = await diagnose(golden);
  return renderPretty(found, new Map([[FILE, source]]), 1, { columns: 80, useColor: false });
}

const goldens = readdirSync(FOLDER).map(readGolden);

describe('the diagnostics', () => {
  it('have exactly one golden file a code', () => {
    const wanted = Object.entries(DIAGNOSTIC_CODES).map(
      ([code, { name }]) => `${code}-${name}.txt`,
    );
    expect(goldens.map(({ name }) => name).toSorted()).toEqual(wanted.toSorted());
  });

  it.each(goldens)('are rendered as in $name', async (golden) => {
    const rendering = await render(golden);
    if (process.env['UPDATE_GOLDEN'] === '1') {
      writeFileSync(`${FOLDER}/${golden.name}`, golden.policy + SEPARATOR + rendering);
    }
    expect(rendering).toBe(readGolden(golden.name).rendering);
  });

  it.each(goldens)('tell one mistake once in $name', async (golden) => {
    const { found } = await diagnose(golden);
    expect(found.map(({ code }) => code)).toEqual([golden.name.slice(0, 4) as DiagnosticCode]);
  });

  it.each(goldens)('keep the rules of messages in $name', async (golden) => {
    const { found } = await diagnose(golden);
    for (const { message, hint, spans } of found) {
      for (const text of [message, hint, ...spans.map(({ label }) => label)]) {
        if (text === null) continue;
        expect(text).toMatch(/^[`a-z0-9$U]/u);
        expect(text).not.toMatch(/[.!]$/u);
        expect(text).toMatch(/^[^`]*(?:`[^`]*`[^`]*)*$/u);
        const prose = text.replace(/`[^`]*`/gu, '');
        expect(prose).not.toMatch(/[a-z][A-Z]|undefined|null|NaN|\[object/u);
      }
    }
  });

  it.each(goldens)('stay within 80 columns in $name', async (golden) => {
    const lines = (await render(golden)).split('\n');
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
  });
});
