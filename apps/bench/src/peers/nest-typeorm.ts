import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { NestExpressApplication } from '@nestjs/platform-express';
import { IoAdapter } from '@nestjs/platform-socket.io';
import { InjectRepository, TypeOrmModule } from '@nestjs/typeorm';
import {
  ConnectedSocket,
  MessageBody,
  SubscribeMessage,
  WebSocketGateway,
  WebSocketServer,
  type OnGatewayConnection,
} from '@nestjs/websockets';
import type { Server, Socket } from 'socket.io';
import { Column, CreateDateColumn, Entity, Index, PrimaryColumn, Repository } from 'typeorm';
import { announce, buildAuthor, buildMessage, RoomCounters, type Author, type Join, type Send } from './protocol.js';

@Entity('peer_message')
class PeerMessageEntity {
  @PrimaryColumn('uuid')
  id!: string;

  @Index()
  @Column('uuid')
  roomId!: string;

  @Column('uuid')
  authorId!: string;

  @Column('uuid')
  clientMessageId!: string;

  @Column('text')
  text!: string;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt!: Date;
}

/** Peer: the Nest way, a gateway over Express that saves through a TypeORM repository and then emits to the room. */
@WebSocketGateway({ transports: ['websocket'], serveClient: false })
class PeerGateway implements OnGatewayConnection {
  @WebSocketServer()
  private readonly server!: Server;
  private readonly counters = new RoomCounters();
  private readonly authors = new WeakMap<Socket, Author>();

  constructor(@InjectRepository(PeerMessageEntity) private readonly messages: Repository<PeerMessageEntity>) {}

  handleConnection(socket: Socket): void {
    this.authors.set(socket, buildAuthor());
  }

  @SubscribeMessage('room:join')
  async join(@MessageBody() payload: Join, @ConnectedSocket() socket: Socket): Promise<unknown> {
    await socket.join(payload.roomId);
    return { data: {} };
  }

  @SubscribeMessage('message:send')
  async send(@MessageBody() payload: Send, @ConnectedSocket() socket: Socket): Promise<unknown> {
    const author = this.authors.get(socket) ?? buildAuthor();
    const { roomId, clientMessageId, text } = payload;
    const saved = await this.messages.save(
      this.messages.create({ id: randomUUID(), roomId, authorId: author.id, clientMessageId, text }),
    );
    const seq = this.counters.next(roomId);
    const message = buildMessage(payload, author, seq, saved.id, saved.createdAt.toISOString());
    this.server.to(roomId).emit('message:created', { roomId, version: seq, message });
    return { data: { message, replayed: false } };
  }
}

@Module({
  imports: [
    TypeOrmModule.forRoot({
      type: 'postgres',
      url: process.env['DATABASE_URL'],
      entities: [PeerMessageEntity],
      synchronize: true,
      poolSize: 10,
    }),
    TypeOrmModule.forFeature([PeerMessageEntity]),
  ],
  providers: [PeerGateway],
})
class PeerModule {}

const app = await NestFactory.create<NestExpressApplication>(PeerModule, { logger: ['error'] });
app.useWebSocketAdapter(new IoAdapter(app));
await app.listen(0, '127.0.0.1');
announce(app.getHttpServer().address());
