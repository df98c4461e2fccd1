/** Policies written in a cell, or read from a file: compiled, with their problems shown in it. */
import { readFileSync } from 'node:fs';
import { type CompiledPolicy, compilePolicyText } from '../compile/index.js';
import type { Diagnostic } from '../diagnostic/index.js';
import { openPresetLibrary } from '../presets/index.js';
import { diagnosticsHtml } from './diagnostics-html.js';
import { joinPolicyText, type PolicyValue } from './policy-literal.js';

/** What the diagnostics call the text of a cell. */
const CELL_FILE = 'cell.policy';

/** A policy that has errors. Its message is one line, without a stack: the cell shows the rest. */
export class PolicyError extends Error {
  override name = 'PolicyError';
  readonly #diagnostics: readonly Diagnostic[];

  constructor(diagnostics: readonly Diagnostic[]) {
    const errors = diagnostics.filter(({ severity }) => severity === 'error');
    const codes = [...new Set(errors.map(({ code }) => code))].join(', ');
    const count = `${errors.length} ${errors.length === 1 ? 'error' : 'errors'}`;
    super(`the policy does not compile: ${count} (${codes}), shown above`);
    // The kernel would put the line of this library that threw in front of it.
    const stack = `${this.name}: ${this.message}`;
    Object.defineProperty(this, 'stack', { get: () => stack, set: leaveIt });
    this.#diagnostics = diagnostics;
  }

  /** In the order of their places. Not a field: a notebook would print it below the message. */
  get diagnostics(): readonly Diagnostic[] {
    return this.#diagnostics;
  }
}

function leaveIt(): void {
  // Nothing.
}

/** Compiles the text of a cell; see `NotebookDisplay.policy`. */
export function policyOfCell(
  texts: readonly string[],
  values: readonly PolicyValue[],
  showHtml: (content: string) => void,
  nowMs: number,
): CompiledPolicy {
  return compileShown(CELL_FILE, joinPolicyText(texts, values), showHtml, nowMs);
}

/** Compiles a `.policy` file; see `NotebookDisplay.policyFile`. */
export function policyOfFile(
  file: string,
  showHtml: (content: string) => void,
  nowMs: number,
): CompiledPolicy {
  return compileShown(file, readFileSync(file, 'utf8'), showHtml, nowMs);
}

function compileShown(
  file: string,
  source: string,
  showHtml: (content: string) => void,
  nowMs: number,
): CompiledPolicy {
  const library = openPresetLibrary(file);
  const { policy, diagnostics } = compilePolicyText(file, source, library, nowMs);
  if (diagnostics.length > 0) {
    showHtml(diagnosticsHtml(diagnostics, new Map([...library.sources, [file, source]])));
  }
  if (policy === null) throw new PolicyError(diagnostics);
  return policy;
}
