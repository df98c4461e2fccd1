/** The preset of what the environment of a run adds; no other may have its name. */
export const ENVIRONMENT = 'environment';
