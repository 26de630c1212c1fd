import type { Room } from '@tertulia/contract';
import type { Chat } from './chat.js';

/** Takes what the server tells of messages, and of the people in the open room. */
export function listenToMessages(chat: Chat): void {
  const { socket, presence } = chat;
  for (const event of ['message:created', 'message:updated', 'message:deleted'] as const) {
    socket.on(event, ({ roomId, version, message }) => chat.knownStore(roomId)?.receive(version, message));
  }
  socket.on('message:created', ({ roomId, message }) => {
    chat.rooms.noteActivity(roomId, message.createdAt);
    if (roomId !== chat.activeRoomId) return;
    // What was written is here: its author writes no longer.
    presence.update((present) => ({
      ...present,
      typing: present.typing.filter(({ id }) => id !== message.author.id),
    }));
  });
  socket.on('room:position', ({ roomId, version }) => chat.knownStore(roomId)?.receivePosition(version));
  socket.on('presence:changed', ({ roomId, joined, left, onlineCount }) => {
    if (roomId !== chat.activeRoomId) return;
    const gone = new Set([...left, ...joined].map(({ id }) => id));
    presence.update(({ online, typing }) => ({
      typing,
      onlineCount,
      online: [...online.filter(({ id }) => !gone.has(id)), ...joined],
    }));
  });
  socket.on('typing:changed', ({ roomId, users }) => {
    if (roomId !== chat.activeRoomId) return;
    presence.update((present) => ({ ...present, typing: users.filter(({ id }) => id !== chat.user.id) }));
  });
}

/** Takes what the server tells of itself, of the person and of the list of rooms. */
export function listenToRooms(chat: Chat): void {
  const { socket, rooms } = chat;
  socket.on('session:ready', ({ user, instanceId, limits }) => {
    chat.server.set({ instanceId, limits });
    chat.me.update((me) => ({ ...me, ...user }));
  });
  // What was told on another way may have overtaken it.
  socket.on('me:updated', ({ user }) => chat.me.update((me) => ((user.version ?? 0) < (me.version ?? 0) ? me : user)));
  for (const event of ['room:created', 'room:updated'] as const) socket.on(event, ({ room }) => takeRoom(chat, room));
  socket.on('room:deleted', ({ room }) => {
    rooms.remove(room.id);
    chat.keeper.forget(room.id);
  });
  socket.on('room:unread', ({ roomId, ...state }) => {
    // More unread than before: something was written just now. The event does not say when, and only the order depends on it.
    const before = rooms.find(roomId)?.me?.unread;
    if (before !== undefined && state.unread > before) rooms.noteActivity(roomId, new Date().toISOString());
    // Only members are told: one became a member on another device, and the event does not say as what.
    const isNew = rooms.find(roomId)?.me === undefined;
    rooms.setReadState(roomId, state);
    if (isNew) void chat.refreshRoom(roomId);
  });
  socket.on('room:held', ({ roomId, held }) => rooms.setHeld(roomId, held));
  socket.on('draft:changed', ({ draft }) => chat.drafts.receive(draft));
}

/** What everybody is told of a room does not say where one stands in it; who must belong to it and does not know has to ask. */
function takeRoom(chat: Chat, room: Room): void {
  chat.rooms.put(room);
  // Who was refused may enter now: they were added meanwhile.
  if (room.id === chat.activeRoomId && chat.knownStore(room.id)?.getSnapshot().loadFailed) chat.reenter();
  const isKnown = chat.rooms.find(room.id)?.me !== undefined;
  if (!isKnown && (room.visibility === 'private' || room.createdBy === chat.user.id)) void chat.refreshRoom(room.id);
}
