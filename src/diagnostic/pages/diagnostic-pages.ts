/** All pages, in the order of their codes. */
import { BOUND_PAGES } from './bound-pages.js';
import type { DiagnosticPage } from './diagnostic-page.js';
import { FORM_PAGES } from './form-pages.js';
import { NAME_PAGES } from './name-pages.js';
import { RULE_PAGES } from './rule-pages.js';
import { TEST_PAGES } from './test-pages.js';
import { TEXT_PAGES } from './text-pages.js';
import { UNIT_PAGES } from './unit-pages.js';
import { VACUITY_PAGES } from './vacuity-pages.js';

export const DIAGNOSTIC_PAGES: readonly DiagnosticPage[] = [
  TEXT_PAGES,
  FORM_PAGES,
  NAME_PAGES,
  UNIT_PAGES,
  RULE_PAGES,
  VACUITY_PAGES,
  TEST_PAGES,
  BOUND_PAGES,
].flat();
