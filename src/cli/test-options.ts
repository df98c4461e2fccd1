/** What `mm-policy test` is asked for. */

export const TEST_FORMATS = ['pretty', 'json', 'junit'] as const;

export interface TestOptions {
  readonly format: (typeof TEST_FORMATS)[number];
  readonly filter?: string;
  /** A fraction. */
  readonly coverageThreshold?: number;
}
