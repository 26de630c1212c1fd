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
  socket.on('me:updated', ({ user }) => chat.me.set(user));
  socket.on('room:created', ({ room }) => rooms.put(room));
  socket.on('room:updated', ({ room }) => rooms.put(room));
  socket.on('room:deleted', ({ room }) => {
    rooms.remove(room.id);
    chat.keeper.forget(room.id);
  });
  socket.on('room:unread', ({ roomId, ...state }) => {
    // More unread than before: something was written just now. The event does not say when, and only the order depends on it.
    const before = rooms.find(roomId)?.me?.unread;
    if (before !== undefined && state.unread > before) rooms.noteActivity(roomId, new Date().toISOString());
    rooms.setReadState(roomId, state);
  });
  socket.on('room:held', ({ roomId, held }) => rooms.setHeld(roomId, held));
  socket.on('draft:changed', ({ draft }) => chat.drafts.receive(draft));
}
