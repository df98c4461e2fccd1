/** What `mm-policy explain` says about one code. Text in plain words; examples as people write. */
import type { DiagnosticCode } from '../diagnostic-code.js';

export interface DiagnosticPage {
  readonly code: DiagnosticCode;
  /** One line for lists, at most 48 characters. */
  readonly summary: string;
  readonly meaning: string;
  /** Why it matters where money is at stake. */
  readonly why: string;
  /**
   * Lines of a policy that has the problem, or a command after `$ `; a whole file where they begin
   * with `policy`. Null where no example would fit a page.
   */
  readonly avoid: string | null;
  /** The same without the problem. */
  readonly prefer: string;
  readonly related: readonly DiagnosticCode[];
}
