import { Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { type Log, LOG } from '../common/log.js';
import { ENV } from '../config/config.module.js';
import { EnvError } from '../config/env.js';
import type { Env } from '../config/env.schema.js';
import { DelegatedWorkModule } from '../delegated-work/delegated-work.module.js';
import { EmbeddedWorker } from '../delegated-work/embedded-worker.js';
import { WorkerSecret } from '../delegated-work/worker-secret.js';
import { MessagesModule } from '../messages/messages.module.js';
import { RoomsModule } from '../rooms/rooms.module.js';
import { EmbeddedSpeaker } from './embedded.speaker.js';
import { HttpSpeaker } from './http.speaker.js';
import { NamesRepository } from './names.repository.js';
import { SilentSpeaker, SPEAKER, type Speaker } from './speaker.js';
import { SpeechController } from './speech.controller.js';
import { SpeechService } from './speech.service.js';

/**
 * Chooses who speaks from the environment.
 * @throws {EnvError} when the driver lacks a variable.
 */
export function createSpeaker(env: Env, log: Log, worker: EmbeddedWorker, secret: WorkerSecret): Speaker {
  if (env.SPEECH_DRIVER === 'off') return new SilentSpeaker();
  if (env.SPEECH_DRIVER === 'embedded') return new EmbeddedSpeaker(worker, secret.value, log);
  const { SPEECH_URL: url } = env;
  if (!url || !/^https?:/.test(url) || !env.JOBS_SECRET)
    throw new EnvError('SPEECH_URL and JOBS_SECRET must be set when SPEECH_DRIVER is http.');
  return new HttpSpeaker({ url, secret: secret.value }, log);
}

/** Messages read aloud, see apps/worker/src/speech/README.md. */
@Module({
  imports: [RoomsModule, MessagesModule, DelegatedWorkModule],
  controllers: [SpeechController],
  providers: [
    SpeechService,
    NamesRepository,
    { provide: SPEAKER, useFactory: createSpeaker, inject: [ENV, LOG, EmbeddedWorker, WorkerSecret] },
  ],
})
export class SpeechModule implements OnApplicationShutdown {
  constructor(@Inject(SPEAKER) private readonly speaker: Speaker) {}

  onApplicationShutdown(): void {
    this.speaker.close?.();
  }
}
