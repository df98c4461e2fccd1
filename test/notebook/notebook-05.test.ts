import { describeNotebook } from './notebook-checks.js';

await describeNotebook({
  file: '05-bad-day.ipynb',
  titles: [
    'Where are the quotes of HYPE against mid?',
    'How much is held?',
    'How much of the margin is used?',
    'How near did its triggers come?',
    'What does each policy gain?',
  ],
  // Reduce-only first, the kill after it.
  texts: ['over-value-limit', 'HYPE is reducing', 'halted by daily-loss', '>69.40<', '>75.00<'],
});
