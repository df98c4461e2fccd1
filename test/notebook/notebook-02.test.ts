import { describeNotebook } from './notebook-checks.js';

await describeNotebook({
  file: '02-measure-intensity.ipynb',
  titles: [
    'Does an exponential fit the depths of trades?',
    'Does the fill curve keep its slope?',
    'Does the market keep its volatility?',
  ],
  // The true k of 0.1 per tick within its interval.
  texts: ['k (per tick)', '>0.0959<', '>0.0881<', '>0.1044<', '>0.1000<'],
});
