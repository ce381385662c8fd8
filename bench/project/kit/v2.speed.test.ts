import { createLargeServer, createServer } from '../src/v2.js';
import { measure } from './speed.js';

measure(createServer, createLargeServer);
