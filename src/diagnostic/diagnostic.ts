/** A problem in a policy, as a value: nothing in the pipeline throws for a bad policy. */
import { DIAGNOSTIC_CODES, type DiagnosticCode, type Severity } from './diagnostic-code.js';
import type { Edit } from './edit.js';

/** A stretch of a file's text: offsets of the first character and of the one after the last. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A place that takes part in a problem, with a word on why; the first one is where it is. */
export interface LabeledSpan extends Span {
  readonly label: string | null;
}

export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly name: string;
  readonly severity: Severity;
  readonly file: string;
  readonly message: string;
  /** Empty where the problem has no place, such as a file that cannot be read. */
  readonly spans: readonly LabeledSpan[];
  readonly hint: string | null;
  /** What `check --fix` does about it; empty where more than one remedy is thinkable. */
  readonly edits: readonly Edit[];
}

export interface ProblemDetails {
  /** Stands under the marked text. */
  readonly label?: string;
  /** What to do about it. */
  readonly hint?: string | undefined;
  /** A second place, such as the first of two rules of one name. */
  readonly also?: LabeledSpan;
  /** The remedy as a change to the text, only where no other remedy is thinkable. */
  readonly edits?: readonly Edit[] | undefined;
}

/** Collects the problems of one file while its passes run. */
export class ProblemList {
  readonly file: string;
  readonly #diagnostics: Diagnostic[] = [];

  constructor(file: string) {
    this.file = file;
  }

  get hasErrors(): boolean {
    return this.#diagnostics.some(({ severity }) => severity === 'error');
  }

  /** Adds a problem; null as `span` where it has no place. */
  report(
    code: DiagnosticCode,
    span: Span | null,
    message: string,
    details: ProblemDetails = {},
  ): void {
    const { name, severity } = DIAGNOSTIC_CODES[code];
    const spans: LabeledSpan[] = [];
    if (span !== null) {
      spans.push({ start: span.start, end: span.end, label: details.label ?? null });
    }
    if (details.also !== undefined) spans.push(details.also);
    this.#diagnostics.push({
      code,
      name,
      severity,
      file: this.file,
      message: withoutSecrets(message),
      spans,
      hint: details.hint === undefined ? null : withoutSecrets(details.hint),
      edits: details.edits ?? [],
    });
  }

  /** Takes over the problems of another file, or of another reading of this one. */
  absorb(other: ProblemList): void {
    const told = new Set(this.#diagnostics.map((each) => JSON.stringify(each)));
    for (const each of other.#diagnostics) {
      if (!told.has(JSON.stringify(each))) this.#diagnostics.push(each);
    }
  }

  /** In the order of their places. */
  sorted(): readonly Diagnostic[] {
    return sortDiagnostics(this.#diagnostics);
  }
}

/** Messages quote the policy, and must not carry a private key into a log. */
function withoutSecrets(text: string): string {
  return text.replace(/(?:0x)?[0-9a-f]{64,}/giu, '…');
}

/** By file, then by place, then by code; those without a place come first. */
function sortDiagnostics(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const startOf = (diagnostic: Diagnostic): number => diagnostic.spans[0]?.start ?? -1;
  return diagnostics.toSorted(
    (a, b) => compareText(a.file, b.file) || startOf(a) - startOf(b) || compareText(a.code, b.code),
  );
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
