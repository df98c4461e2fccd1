/** mm-policy as a library: parse, check and compile policies, quote, and run the engine. */
export { Decimal, decimal } from './base/index.js';
