import { describeNotebook } from './notebook-checks.js';

await describeNotebook({
  file: '03-inventory-skew.ipynb',
  titles: [
    'How much is held with and without skew? (synthetic HYPE, seed 1)',
    'What does a smaller position cost?',
    'Is the difference more than luck?',
  ],
  // The mean size held falls from none to four times the skew.
  texts: ['no skew', 'skew × 0.5', 'skew × 4', '>35.00<', '>9.50<', '>5.49<', '>2.15<'],
});
