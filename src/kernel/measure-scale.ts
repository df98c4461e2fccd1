/** On which lattice a figure lives: as many decimals as venues and policies write. */
import { unreachable } from '../base/index.js';
import { MEASURE_TABLE, type MeasureName } from '../check/index.js';

/** Decimals; figures with more are inexact in doubles, and decided by decimals where it matters. */
export function measureScale(name: MeasureName): number {
  const { dimension } = MEASURE_TABLE[name].quantity;
  switch (dimension) {
    case 'price':
    case 'size':
      return 6;
    case 'money':
    case 'dollars':
      return 8;
    case 'ratio':
    case 'number':
      return 8;
    case 'count':
    case 'events':
    case 'rate':
    case 'duration':
    case 'zero':
      return 0;
    default:
      return unreachable(dimension);
  }
}
