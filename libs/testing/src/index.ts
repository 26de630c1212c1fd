export * from './database.js';
export * from './event-stream.js';
export * from './http-client.js';
export * from './redis-server.js';
export * from './server.js';
export * from './socket-client.js';
export * from './wait-for.js';
