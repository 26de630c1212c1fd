export * from './created-event.js';
export * from './disk-object-store.js';
export * from './object-name.js';
export * from './object-store.js';
export * from './open-object-store.js';
export * from './post-policy.js';
