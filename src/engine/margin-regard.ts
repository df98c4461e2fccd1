/** How a bot regards margin: as this engine does, or as those it replaces do, to compare with. */

/**
 * - `shared`: the limit comes from capital, and bids and asks share one margin;
 * - `each-side`: each side reckons with all of the margin, as if the other did not rest;
 * - `unchecked`: nothing but the policy's own rules bounds an order; the venue refuses the rest.
 */
export type MarginRegard = 'shared' | 'each-side' | 'unchecked';
