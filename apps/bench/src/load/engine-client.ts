import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { encodeClientFrame } from './client-frame.js';
import { FrameParser, opcodes } from './frame-parser.js';
import { Handshake } from './handshake.js';
import { PendingAnswers, Unanswered } from './pending-answers.js';

const OPEN = 0x30;
const CLOSE = 0x31;
const PING = 0x32;
const MESSAGE = 0x34;
const CONNECTED = 0x30;
const DISCONNECTED = 0x31;
const EVENT = 0x32;
const ACKNOWLEDGEMENT = 0x33;
const REFUSED = 0x34;

const pongFrame = encodeClientFrame(opcodes.text, '3');
/** Shared by all sockets: bytes are used up within the read callback, so no two sockets hold it at once. */
const readBuffer = Buffer.allocUnsafeSlow(1024 * 1024);

/** The server answered the Socket.IO CONNECT with an error, for example a bad token. */
export class ConnectRefused extends Error {
  constructor(
    message: string,
    readonly data: unknown,
  ) {
    super(message);
  }
}

export interface EngineClientOptions {
  /** `http://host:port`, or `https://…` behind a load balancer. */
  url: string;
  token?: string | undefined;
  headers?: Readonly<Record<string, string>>;
  /** Bound for TCP, upgrade and Socket.IO CONNECT together. */
  connectTimeoutMs?: number;
  /** Sees every event as raw bytes (`42[…]`) first; true means it is dealt with and is not parsed any more. */
  onEventBytes?: (bytes: Buffer, start: number, end: number) => boolean;
  /** Sees every acknowledgement as raw bytes (`43<id>[…]`, `body` is where `[` is); true as above. */
  onAcknowledgementBytes?: (id: number, bytes: Buffer, body: number, end: number) => boolean;
  onEvent?: (name: string, payload: unknown) => void;
  /** Once, after a connection that had been made ends for any reason. */
  onClose?: (reason: string) => void;
}

/** A Socket.IO client straight on a socket: WebSocket, Engine.IO 4 and Socket.IO 5 in the least work per frame. */
export class EngineClient {
  readonly #options: EngineClientOptions;
  readonly #socket: Socket;
  readonly #parser: FrameParser;
  readonly #answers = new PendingAnswers();
  readonly #opened: { resolve: () => void; reject: (error: Error) => void };
  #handshake: Handshake | undefined;
  #headers: ReadonlyMap<string, string> = new Map();
  #nextAcknowledgement = 0;
  #isConnected = false;
  #isClosed = false;

  /** Connects and signs in; rejects with `HandshakeError`, `ConnectRefused` or the socket's own error. */
  static connect(options: EngineClientOptions): Promise<EngineClient> {
    return new Promise((resolve, reject) => {
      const client = new EngineClient(options, { resolve: () => resolve(client), reject });
    });
  }

  private constructor(options: EngineClientOptions, opened: { resolve: () => void; reject: (error: Error) => void }) {
    this.#options = options;
    const limit = options.connectTimeoutMs ?? 10_000;
    const timer = setTimeout(() => this.#end(new Error(`no connection within ${limit} ms`)), limit);
    this.#opened = {
      resolve: () => {
        clearTimeout(timer);
        opened.resolve();
      },
      reject: (error) => {
        clearTimeout(timer);
        opened.reject(error);
      },
    };
    this.#parser = new FrameParser((opcode, bytes, start, end) => this.#onFrame(opcode, bytes, start, end));
    const url = new URL(options.url);
    this.#handshake = new Handshake(url, options.headers ?? {});
    this.#socket = this.#openSocket(url);
    this.#socket.setNoDelay(true);
    this.#socket.on('error', (error) => this.#end(error));
    this.#socket.on('close', () => this.#end(new Error('transport closed')));
    this.#socket.write(this.#handshake.request);
  }

  get isConnected(): boolean {
    return this.#isConnected && !this.#isClosed;
  }

  /** Response headers of the upgrade, names in lower case. */
  get headers(): ReadonlyMap<string, string> {
    return this.#headers;
  }

  /** Emits an event without an acknowledgement. */
  emit(event: string, payload: unknown): void {
    this.send(`42${JSON.stringify([event, payload])}`);
  }

  /** Emits an event and waits for its acknowledgement's first argument. @throws Unanswered */
  request(event: string, payload: unknown, timeoutMs = 10_000): Promise<unknown> {
    if (this.#isClosed) return Promise.reject(new Unanswered(`${event}: not connected`));
    const id = this.takeAcknowledgementId();
    const answer = this.#answers.wait(id, event, timeoutMs);
    this.send(`42${id}${JSON.stringify([event, payload])}`);
    return answer;
  }

  /** A fresh acknowledgement id for a packet that the caller builds and sends by hand. */
  takeAcknowledgementId(): number {
    const id = this.#nextAcknowledgement;
    this.#nextAcknowledgement += 1;
    return id;
  }

  /** Sends one Engine.IO packet as it is. */
  send(packet: string): void {
    this.sendFrame(encodeClientFrame(opcodes.text, packet));
  }

  /** Sends one whole WebSocket frame that the caller has encoded. */
  sendFrame(frame: Buffer): void {
    if (!this.#isClosed) this.#socket.write(frame);
  }

  /** Leaves in good order: Socket.IO DISCONNECT, Engine.IO close, end of the stream. */
  close(): void {
    if (this.#isClosed) return;
    this.send('41');
    this.send('1');
    this.#socket.end();
    this.#end(new Error('closed by the client'));
  }

  /** Cuts the socket at once with a reset, as a lost network would look to the server. */
  cut(): void {
    if (!this.#isClosed) this.#socket.resetAndDestroy();
    this.#end(new Error('cut by the client'));
  }

  #openSocket(url: URL): Socket {
    const isSecure = url.protocol === 'https:';
    const port = url.port === '' ? (isSecure ? 443 : 80) : Number(url.port);
    if (isSecure) {
      const socket = connectTls({ host: url.hostname, port, servername: url.hostname });
      return socket.on('data', (chunk: Buffer) => this.#onBytes(chunk, chunk.length));
    }
    const onread = {
      buffer: readBuffer,
      callback: (length: number): boolean => {
        this.#onBytes(readBuffer, length);
        return true;
      },
    };
    return connectTcp({ host: url.hostname, port, onread });
  }

  #onBytes(chunk: Buffer, length: number): void {
    if (this.#isClosed) return;
    try {
      let start = 0;
      if (this.#handshake !== undefined) {
        start = this.#handshake.read(chunk, length);
        if (start === -1) return;
        this.#headers = this.#handshake.headers;
        this.#handshake = undefined;
      }
      this.#parser.push(chunk, start, length);
    } catch (error) {
      this.#end(error instanceof Error ? error : new Error(String(error)));
      this.#socket.destroy();
    }
  }

  #onFrame(opcode: number, bytes: Buffer, start: number, end: number): void {
    if (opcode === opcodes.text) this.#onPacket(bytes, start, end);
    else if (opcode === opcodes.ping)
      this.#socket.write(encodeClientFrame(opcodes.pong, bytes.toString('utf8', start, end)));
    else if (opcode === opcodes.close) {
      const code = end - start >= 2 ? bytes.readUInt16BE(start) : 1005;
      this.#end(new Error(`closed by the server (${code})`));
      this.#socket.destroy();
    }
  }

  #onPacket(bytes: Buffer, start: number, end: number): void {
    const type = bytes[start];
    if (type === MESSAGE) this.#onMessage(bytes, start, end);
    else if (type === PING) this.#socket.write(pongFrame);
    else if (type === OPEN) this.send(`40${JSON.stringify({ token: this.#options.token })}`);
    else if (type === CLOSE) {
      this.#end(new Error('closed by the server'));
      this.#socket.destroy();
    }
  }

  #onMessage(bytes: Buffer, start: number, end: number): void {
    const type = bytes[start + 1];
    if (type === EVENT) {
      if (this.#options.onEventBytes?.(bytes, start, end) === true || this.#options.onEvent === undefined) return;
      const parsed: unknown = JSON.parse(bytes.toString('utf8', start + 2, end));
      if (Array.isArray(parsed)) this.#options.onEvent(String(parsed[0]), parsed[1]);
    } else if (type === ACKNOWLEDGEMENT) {
      this.#onAcknowledgement(bytes, start + 2, end);
    } else if (type === CONNECTED) {
      this.#isConnected = true;
      this.#opened.resolve();
    } else if (type === REFUSED) {
      const data: unknown = JSON.parse(bytes.toString('utf8', start + 2, end));
      this.#end(new ConnectRefused(`refused: ${JSON.stringify(data)}`, data));
      this.#socket.destroy();
    } else if (type === DISCONNECTED) {
      this.#end(new Error('disconnected by the server'));
      this.#socket.destroy();
    }
  }

  #onAcknowledgement(bytes: Buffer, start: number, end: number): void {
    let id = 0;
    let at = start;
    for (let digit = (bytes[at] ?? 0) - 48; digit >= 0 && digit <= 9; digit = (bytes[at] ?? 0) - 48) {
      id = id * 10 + digit;
      at += 1;
    }
    if (this.#options.onAcknowledgementBytes?.(id, bytes, at, end) === true) return;
    this.#answers.settle(id, bytes.toString('utf8', at, end));
  }

  #end(reason: Error): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#answers.failAll(reason.message);
    if (this.#isConnected) {
      this.#options.onClose?.(reason.message);
      return;
    }
    this.#socket.destroy();
    this.#opened.reject(reason);
  }
}
