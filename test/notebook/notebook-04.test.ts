import { describeNotebook } from './notebook-checks.js';

await describeNotebook({
  file: '04-margin-split.ipynb',
  titles: [
    'Where do $397.49 rest while flat?',
    'And with 40 contracts held?',
    'Does a better split earn more?',
  ],
  // About 73 a side less what is kept back, against 146 on one side and nothing on the other.
  texts: ['>71.84<', '>146.56<', '>0.00<', 'refused for margin', 'by value'],
});
