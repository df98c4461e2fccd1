/** Pages of the codes P6xx: what a test gives, when, and what it asks about. */
import type { DiagnosticPage } from './diagnostic-page.js';

export const TEST_PAGES: readonly DiagnosticPage[] = [
  {
    code: 'P601',
    summary: 'the measure is reckoned, not given',
    meaning:
      'A test gives what the engine is told: marks, positions, equity, balance, anchors. What ' +
      'the engine reckons from these follows by itself; an anchor is given before the test begins.',
    why: 'A figure given beside its sources could contradict them, and prove what never happens.',
    avoid: 'test "far" {\n  given HYPE.liquidation_buffer 80%\n  expect state active\n}',
    prefer: 'test "far" {\n  given HYPE.mark $27\n  expect state active\n}',
    related: ['P602', 'P605'],
  },
  {
    code: 'P602',
    summary: 'a measure has two values at once',
    meaning: 'What is given, and what a series tells from 0s on, gives each measure once.',
    why: 'Which of the two counts would depend on the order of lines.',
    avoid: 'test "two" {\n  given equity $900\n  given equity $950\n  expect state active\n}',
    prefer:
      'test "two" {\n  given equity $990\n  at 5s set equity $995\n  at 5s expect state active\n}',
    related: ['P601', 'P603'],
  },
  {
    code: 'P603',
    summary: 'a step comes before the one above it',
    meaning:
      'Steps stand in the order in which they happen. A step without `at` happens at 0s, and ' +
      '`silent` ends a series.',
    why: 'A test is read from top to bottom, and its clock only goes forward.',
    avoid: 'test "back" {\n  at 9s expect state active\n  at 3s expect state active\n}',
    prefer: 'test "on" {\n  at 3s expect state active\n  at 9s expect state active\n}',
    related: ['P602', 'P604'],
  },
  {
    code: 'P604',
    summary: 'the test expects nothing',
    meaning: 'A test needs a line with `expect`: only that can fail.',
    why: 'A test that cannot fail looks like proof and is none.',
    avoid: 'test "quiet" {\n  given HYPE.mark $27\n}',
    prefer: 'test "quiet" {\n  given HYPE.mark $27\n  expect state active\n}',
    related: ['P603'],
  },
  {
    code: 'P605',
    summary: 'no account could have all these facts',
    meaning:
      'A peak is never below a level, an entry price needs a position, prices are above 0, and ' +
      'equity is the balance plus what the positions gain.',
    why: 'What follows from facts that exclude each other says nothing about the policy.',
    avoid: 'test "peak" {\n  given equity $1_500, peak_equity $1_200\n  expect state active\n}',
    prefer: 'test "peak" {\n  given equity $1_500, peak_equity $1_600\n  expect state active\n}',
    related: ['P601', 'P602'],
  },
];
