import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openPresetLibrary } from '../../src/presets/index.js';
import { compilePolicyText } from '../../src/compile/index.js';
import {
  applyEdits,
  type Diagnostic,
  DIAGNOSTIC_CODES,
  ProblemList,
  renderSarif,
} from '../../src/diagnostic/index.js';
import { GOLDEN_POLICIES } from './golden-policies.js';

interface Region {
  readonly startLine: number;
  readonly startColumn: number;
  readonly charOffset: number;
  readonly charLength: number;
}

interface SarifLog {
  readonly runs: readonly {
    readonly invocations: readonly { readonly executionSuccessful: boolean }[];
    readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
    readonly results: readonly {
      readonly ruleId: string;
      readonly ruleIndex: number;
      readonly locations: readonly {
        readonly physicalLocation: {
          readonly artifactLocation: { readonly uri: string };
          readonly region?: Region;
        };
      }[];
      readonly fixes?: readonly {
        readonly artifactChanges: readonly {
          readonly replacements: readonly {
            readonly deletedRegion: Region;
            readonly insertedContent: { readonly text: string };
          }[];
        }[];
      }[];
    }[];
  }[];
}

const isValid = schemaValidator();

/** The schema is of draft 4, of which it uses nothing that later drafts read otherwise. */
function schemaValidator() {
  const text = readFileSync('test/diagnostic/fixtures/sarif-2.1.0.schema.json', 'utf8');
  const { $schema, id, ...schema } = JSON.parse(text) as Record<string, unknown>;
  expect([$schema, id].map(String).join(' ')).toContain('draft-04');
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
  ajv.addFormat('uri', (value) => URL.canParse(value));
  ajv.addFormat('uri-reference', (value) => /^[\w\-.~:/?#[\]@!$&'()*+,;=%]*$/u.test(value));
  ajv.addFormat('date-time', true);
  return ajv.compile(schema);
}

function expectValid(sarif: string): SarifLog {
  const log: unknown = JSON.parse(sarif);
  isValid(log);
  expect(isValid.errors).toBeNull();
  return log as SarifLog;
}

function diagnose(file: string, source: string): readonly Diagnostic[] {
  const now = Date.UTC(2026, 10, 21);
  return compilePolicyText(file, source, openPresetLibrary(file), now).diagnostics;
}

function sarifOf(source: string, file = 'policies/golden.policy'): SarifLog {
  const diagnostics = diagnose(file, source);
  return expectValid(renderSarif(diagnostics, new Map([[file, source]]), '0.1.0'));
}

describe('renderSarif', () => {
  it.each(GOLDEN_POLICIES)('is valid SARIF 2.1.0 for $name', ({ name, source }) => {
    const [run] = sarifOf(source).runs;
    const [result] = run?.results ?? [];
    expect(run?.results).toHaveLength(1);
    expect(result?.ruleId).toBe(name.slice(0, 4));
    expect(run?.tool.driver.rules[result?.ruleIndex ?? -1]?.id).toBe(result?.ruleId);
  });

  it('refuses what is no SARIF, so that the validation is one', () => {
    expect(isValid({ version: '2.1.0' })).toBe(false);
    expect(isValid({ version: '2.1.0', runs: [{ tool: {} }] })).toBe(false);
    const bad = { ruleId: 1, message: { text: 'a' } };
    const tool = { driver: { name: 'a' } };
    expect(isValid({ version: '2.1.0', runs: [{ tool, results: [bad] }] })).toBe(false);
  });

  it('has a rule for every code, and no result for a clean policy', () => {
    const [run] = expectValid(renderSarif([], new Map(), '0.1.0')).runs;
    const ids = run?.tool.driver.rules.map(({ id }) => id);
    expect(ids).toEqual(Object.keys(DIAGNOSTIC_CODES).toSorted());
    expect(run?.results).toEqual([]);
  });

  it('points at the very characters', () => {
    const source = 'policy a\nvenue embedded\nlimit b order.notional <= 5%\n';
    const result = sarifOf(source).runs[0]?.results.find(({ ruleId }) => ruleId === 'P302');
    expect(result?.locations[0]?.physicalLocation.region).toMatchObject({
      startLine: 3,
      startColumn: 27,
    });
  });

  it('offers fixes that are the edits of the diagnostics', () => {
    for (const { source } of GOLDEN_POLICIES) {
      const diagnostics = diagnose('a.policy', source);
      const results = sarifOf(source, 'a.policy').runs[0]?.results ?? [];
      for (const [index, { edits }] of diagnostics.entries()) {
        const replacements = results[index]?.fixes?.[0]?.artifactChanges[0]?.replacements ?? [];
        const asEdits = replacements.map(({ deletedRegion, insertedContent }) => ({
          start: deletedRegion.charOffset,
          end: deletedRegion.charOffset + deletedRegion.charLength,
          replacement: insertedContent.text,
        }));
        expect(applyEdits(source, asEdits)).toBe(applyEdits(source, edits));
      }
    }
  });

  it('makes a valid reference of any path', () => {
    const part = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), fc.boolean(), (parts, isRoot) => {
        const file = `${isRoot ? '/' : ''}${parts.join('/')}.policy`;
        const problems = new ProblemList(file);
        problems.report('P801', null, 'the file cannot be read');
        const log = expectValid(renderSarif(problems.sorted(), new Map(), '0.1.0'));
        const place = log.runs[0]?.results[0]?.locations[0]?.physicalLocation;
        const path = place?.artifactLocation.uri.replace(/^file:\/\/(?=\/)/u, '') ?? '';
        expect(decodeURIComponent(path)).toBe(file.replaceAll('\\', '/'));
        expect(log.runs[0]?.invocations[0]?.executionSuccessful).toBe(false);
      }),
      { seed: 41, numRuns: 60 },
    );
  });
});
