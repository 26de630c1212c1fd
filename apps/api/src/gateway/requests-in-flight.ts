import { Injectable } from '@nestjs/common';
import type { ServerResponse } from 'node:http';

/** HTTP requests that are being answered, so that a stop can wait for them. */
@Injectable()
export class RequestsInFlight {
  count = 0;

  add(response: ServerResponse): void {
    this.count += 1;
    response.once('close', () => {
      this.count -= 1;
    });
  }
}
