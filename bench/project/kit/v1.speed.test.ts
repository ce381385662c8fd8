import { createLargeServer, createServer } from '../src/v1.js';
import { measure } from './speed.js';

measure(createServer, createLargeServer);
