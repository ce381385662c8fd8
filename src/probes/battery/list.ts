import type { Probe } from '../probe';
import { carriers } from './carriers';
import { claims } from './claims';
import { discovery } from './discovery';
import { forgeries } from './forgeries';
import { malformed } from './malformed';
import { missingToken } from './missing';
import { scopes } from './scopes';
import { controls, state } from './state';

/** Every probe, in the order in which they are told. */
export const PROBES: readonly Probe[] = [
  ...missingToken,
  ...discovery,
  ...malformed,
  ...claims,
  ...forgeries,
  ...carriers,
  ...scopes,
  ...state,
  ...controls,
];
