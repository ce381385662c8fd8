import { sep } from './core';

/**
 * Where this package's compiled code lies, with a separator at its end: not always below `node_modules`, in a workspace
 * for example.
 */
export const OWN_FOLDER = __dirname + sep;
