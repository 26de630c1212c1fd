import { serveRooms } from './socket-io-rooms.js';

/** Peer: Socket.IO on one node. */
serveRooms();
