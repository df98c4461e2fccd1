/** What each notebook comes to, at parameters that take little time. */
import type { NotebookRun } from './jupyter.js';

export interface ExpectedNotebook extends NotebookRun {
  /** Of its charts, in order. */
  readonly titles: readonly string[];
  /** What its page has to say. */
  readonly texts: readonly string[];
}

/** In the order that the kernel takes them; the longest first. */
export const EXPECTED_NOTEBOOKS: readonly ExpectedNotebook[] = [
  {
    file: '09-morning-after.ipynb',
    titles: [
      'What was gained, and what was held?',
      'How near did its triggers come?',
      'Where does the profit come from?',
      'Where did the orders of HYPE stand?',
    ],
    texts: [
      'yes, all ',
      'halted by daily-loss',
      'position_value &gt; $4_000',
      'The journal is whole and replays to the same bytes.',
      'Rules acted 2 times, first over-value-limit, last daily-loss.',
      'Profit −$60.20: −$0.26 of spread, −$59.16 of inventory, −$0.78 of fees.',
    ],
  },
  {
    file: '04-margin-split.ipynb',
    parameters: { seeds: '[1, 2]', minutes: '1' },
    titles: [
      'Where do $397.49 rest while flat?',
      'And with 40 contracts held?',
      'Does a better split earn more?',
    ],
    // About 73 a side less what is kept back, against 146 on one side and nothing on the other.
    texts: ['>71.84<', '>146.56<', '>0.00<', 'refused for margin', 'by value'],
  },
  {
    file: '03-inventory-skew.ipynb',
    parameters: { seeds: '[1, 2]', minutes: '1' },
    titles: [
      'How much is held with and without skew? (synthetic HYPE, seed 1)',
      'What does a smaller position cost?',
      'Is the difference more than luck?',
    ],
    // The mean size held falls from none to four times the skew.
    texts: ['no skew', 'skew × 0.5', 'skew × 4', '>28.16<', '>9.44<', '>5.72<', '>2.12<'],
  },
  {
    file: '07-which-gamma.ipynb',
    parameters: {
      seeds: '[1, 2]',
      minutes: '0.5',
      riskAversions: "['0.01', '0.2', '1']",
      halfSpreads: "['1.6bps', '4bps']",
    },
    titles: [
      'Which γ and least distance gain most?',
      'Does a higher γ bear less?',
      'Does more γ than 0.01 earn more at 1.6bps?',
    ],
    texts: ['not told apart', '>15.5<', '>5.0<', '>1.0<'],
  },
  {
    file: '08-pull-request.ipynb',
    titles: [
      'How near did its triggers come?',
      'What did each gain, and what did it hold?',
      'Which policy came out better?',
    ],
    texts: ['TIGHTER', 'LOOSER', 'SAME', 'exposure', '>−60.20<', '>−35.40<'],
  },
  {
    file: '06-kelly-left.ipynb',
    parameters: { paths: '200' },
    titles: [
      'What does a fraction of Kelly bring?',
      'How likely is a floor ever met?',
      'How many challenges are passed?',
    ],
    // Half Kelly ever meets −10% with 73%; 8.8% of Kelly does with a tenth.
    texts: ['>65.6<', '>75.7<', '>72.9<', '>8.8<', 'risk-per-trade'],
  },
  {
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
  },
  {
    file: '10-write-a-policy.ipynb',
    parameters: { minutes: '4' },
    titles: [
      'Does an exponential fit the depths of trades?',
      'Does it do as well where it was not measured?',
      'What did it gain where it was not measured, and what did it hold?',
    ],
    texts: ['3.1725 ticks per sqrt-second', '0 errors, 0 warnings', '2 passed, 0 failed'],
  },
  {
    file: '02-measure-intensity.ipynb',
    titles: [
      'Does an exponential fit the depths of trades?',
      'Does the fill curve keep its slope?',
      'Does the market keep its volatility?',
    ],
    // The true k of 0.1 per tick within its interval.
    texts: ['k (per tick)', '>0.0959<', '>0.0881<', '>0.1044<', '>0.1000<'],
  },
  {
    file: '01-glft-quotes.ipynb',
    titles: [
      'Calm market: does the closed form follow the exact quotes?',
      'Wild market: does the closed form follow the exact quotes?',
    ],
    texts: [
      // The paper's figures.
      '3.313045',
      '3.992933',
      '2.632802',
      '3.312915',
      '3.991574',
      // 0.0014 out to ten units, 0.30, 1.87 and 4.09 in the wild market, 0.0009 with a second left.
      '−0.001359',
      '0.295016',
      '1.871158',
      '4.086750',
      '0.000900',
      '0.068123',
    ],
  },
];
