import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { Socket } from 'node:net';
import * as z from 'zod/mini';
import { WebSocket, WebSocketServer } from 'ws';
import { announce, buildAuthor, buildMessage, joinSchema, RoomCounters, sendSchema, type Author } from './protocol.js';
import { encodeServerFrame } from './server-frame.js';

/**
 * Peer: plain `ws`, nothing stored, with just enough of Engine.IO around it that the same generator can talk to it.
 * As `plain` it does what most do, one `send` per member; as `merged` it gathers the frames of a tick and writes once.
 */
const isMerged = process.argv[2] === 'merged';
const packet = /^42(\d*)(\[.*)$/s;
const eventSchema = z.tuple([z.string(), z.unknown()]);

interface Member {
  socket: WebSocket;
  raw: Socket;
}

const rooms = new Map<string, Set<Member>>();
const pendingFrames = new Map<string, Buffer[]>();
const counters = new RoomCounters();

function flush(): void {
  for (const [roomId, frames] of pendingFrames) {
    const bytes = frames.length === 1 && frames[0] !== undefined ? frames[0] : Buffer.concat(frames);
    for (const member of rooms.get(roomId) ?? []) if (member.raw.writable) member.raw.write(bytes);
  }
  pendingFrames.clear();
}

function broadcast(roomId: string, text: string): void {
  if (!isMerged) {
    for (const member of rooms.get(roomId) ?? [])
      if (member.socket.readyState === WebSocket.OPEN) member.socket.send(text);
    return;
  }
  if (pendingFrames.size === 0) setImmediate(flush);
  const frames = pendingFrames.get(roomId) ?? [];
  frames.push(encodeServerFrame(text));
  pendingFrames.set(roomId, frames);
}

function onEvent(member: Member, author: Author, id: string, json: string): void {
  const [event, payload] = z.parse(eventSchema, JSON.parse(json));
  if (event === 'room:join') {
    const { roomId } = z.parse(joinSchema, payload);
    const members = rooms.get(roomId) ?? new Set<Member>();
    rooms.set(roomId, members.add(member));
    member.socket.send(`43${id}[{"data":{}}]`);
  } else if (event === 'message:send') {
    const send = z.parse(sendSchema, payload);
    const seq = counters.next(send.roomId);
    const message = buildMessage(send, author, seq, randomUUID(), new Date().toISOString());
    broadcast(send.roomId, `42${JSON.stringify(['message:created', { roomId: send.roomId, version: seq, message }])}`);
    member.socket.send(`43${id}${JSON.stringify([{ data: { message, replayed: false } }])}`);
  }
}

const http = createServer();
const server = new WebSocketServer({ noServer: true });

http.on('upgrade', (request, raw: Socket, head) => {
  server.handleUpgrade(request, raw, head, (socket) => {
    const member: Member = { socket, raw };
    const author = buildAuthor();
    const ping = setInterval(() => socket.send('2'), 25_000);
    socket.on('error', () => socket.terminate());
    socket.on('close', () => {
      clearInterval(ping);
      for (const members of rooms.values()) members.delete(member);
    });
    socket.on('message', (data: Buffer) => {
      const text = data.toString('utf8');
      if (text.startsWith('40')) {
        socket.send(`40{"sid":"${randomUUID()}"}`);
        return;
      }
      const [, id, json] = packet.exec(text) ?? [];
      if (id !== undefined && json !== undefined) onEvent(member, author, id, json);
    });
    socket.send(`0{"sid":"${randomUUID()}","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":65536}`);
  });
});

http.listen(0, '127.0.0.1', () => announce(http.address()));
