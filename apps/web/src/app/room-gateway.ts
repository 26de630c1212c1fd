import type { ApiClient } from '../api/api-client.js';
import type { PictureGateway } from '../messages/picture-gateway.js';
import type { RoomGateway } from '../messages/room-store.js';
import type { ChatSocket } from '../realtime/chat-socket.js';

/** The way of all rooms of a visit to the server: over the socket what it carries, over HTTP the rest. */
export function openRoomGateway(
  userId: string,
  socket: ChatSocket,
  api: ApiClient,
  pictures: PictureGateway,
): RoomGateway {
  return {
    userId,
    pictures,
    isConnected: () => socket.state === 'connected',
    now: () => Date.now(),
    random: () => Math.random(),
    join: (roomId, afterVersion) =>
      socket.request('room:join', { roomId, ...(afterVersion !== undefined && { afterVersion }) }),
    changes: (roomId, after) => api.listChanges(roomId, after),
    page: (roomId, limit, cursor) => api.listMessages(roomId, limit, cursor),
    find: (roomId, messageId) => api.getMessage(roomId, messageId),
    send: async (roomId, message) => {
      if (socket.state !== 'connected') return api.sendMessage(roomId, message);
      return (await socket.request('message:send', { roomId, ...message })).message;
    },
  };
}
