import { Injectable } from '@nestjs/common';
import { DraftsRepository } from '../drafts/drafts.repository.js';
import { UsersService } from '../identity/users.service.js';
import { CountsRepository } from '../notifications/counts.repository.js';
import { OwnCounts } from '../realtime/own-counts.js';

/** What a person's state is read from. */
@Injectable()
export class PersonReads {
  constructor(
    readonly drafts: DraftsRepository,
    readonly users: UsersService,
    readonly counts: CountsRepository,
    readonly ownCounts: OwnCounts,
  ) {}
}
