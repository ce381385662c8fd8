import { createServer } from '../../sdk-v1';

export const server = createServer();
