import { Body, Controller, Header, Headers, HttpCode, Param, Post } from '@nestjs/common';
import { Open } from '../identity/auth.guard.js';
import { HooksService } from './hooks.service.js';

/** Where other programs post; the address itself is what lets them in. */
@Controller('api/hooks')
export class HooksController {
  constructor(private readonly hooks: HooksService) {}

  @Open()
  @Post(':id/:secret')
  @HttpCode(200)
  @Header('Content-Type', 'text/plain; charset=utf-8')
  async post(
    @Param('id') id: string,
    @Param('secret') secret: string,
    @Body() body: unknown,
    @Headers('idempotency-key') key: string | undefined,
  ): Promise<string> {
    await this.hooks.post({ id, secret }, body, key);
    return 'ok';
  }
}
