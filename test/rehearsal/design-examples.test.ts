/** The examples of the language's design check clean and pass their own tests (where it is there). */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type CompileResult, compilePolicyText } from '../../src/compile/index.js';
import { rehearse } from '../../src/rehearsal/index.js';
import { referenceInstruments } from '../../src/simulator/index.js';

const DESIGN = '../shared/design/language.md';
const NOW = Date.UTC(2026, 10, 21);

const design = existsSync(DESIGN) ? readFileSync(DESIGN, 'utf8') : '';
const EXAMPLES = new Map(
  [...design.matchAll(/^```policy\n((?:policy|preset) (\S+)\n[\s\S]*?)^```/gmu)].map(
    ([, text = '', name = '']) => [name, text],
  ),
);

function presetText(name: string): string | null {
  const example = EXAMPLES.get(name);
  if (example !== undefined) return example;
  const file = `policies/presets/${name}.policy`;
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
}

function compile(name: string, source: string): CompileResult {
  const library = {
    names: [...EXAMPLES.keys()],
    load: (preset: string) => {
      const text = presetText(preset);
      return text === null ? null : { file: `${preset}.policy`, source: text };
    },
  };
  return compilePolicyText(`${name}.policy`, source, library, NOW);
}

describe.skipIf(EXAMPLES.size === 0)('the examples of the design (skipped without it)', () => {
  it.each([...EXAMPLES])('hold: %s', (name, source) => {
    const { policy, tests, presetPhases, diagnostics } = compile(name, source);
    expect(diagnostics).toEqual([]);
    const played = policy === null ? presetPhases : [{ policy, tests }];
    const options = { instruments: referenceInstruments, figure: String };
    const results = played.flatMap((each) => rehearse(each.policy, each.tests, options).tests);
    expect(results.length).toBeGreaterThan(0);
    expect(results.flatMap(({ unmet }) => unmet)).toEqual([]);
  });
});
