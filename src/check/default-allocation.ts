/** How margin is shared where the policy does not say. */
import { decimal } from '../base/index.js';
import type { CheckedAllocation } from './checked-policy.js';

export const DEFAULT_ALLOCATION: CheckedAllocation = {
  skew: decimal('0.2'),
  perSideLeast: decimal('0.3'),
  perSideMost: decimal('0.7'),
  method: 'inner-first',
  temperature: decimal('0.1'),
};
