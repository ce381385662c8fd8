/** What a Worker's module exports, imported by a test with everything in it. */
import * as http from './http';

export const config = { name: 'worker' };
export default http.worker();
