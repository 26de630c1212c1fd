import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import {
  type Attachment,
  type CreatedUpload,
  type CreateUpload,
  createUploadSchema,
  idSchema,
  type UpdateUpload,
  updateUploadSchema,
} from '@tertulia/contract';
import { validated } from '../common/validate.js';
import { CurrentIdentity } from '../identity/auth.guard.js';
import type { Identity } from '../identity/identity.js';
import { UploadsService } from './uploads.service.js';

/** Own uploads over HTTP; the bytes have a route of their own, see `content.route`. */
@Controller('api/uploads')
export class UploadsController {
  constructor(private readonly uploads: UploadsService) {}

  @Post()
  create(
    @CurrentIdentity() { user }: Identity,
    @Body(validated(createUploadSchema)) request: CreateUpload,
  ): Promise<CreatedUpload> {
    return this.uploads.create(user.id, request);
  }

  @Get(':id')
  get(@CurrentIdentity() { user }: Identity, @Param('id', validated(idSchema)) id: string): Promise<Attachment> {
    return this.uploads.get(user.id, id);
  }

  @Patch(':id')
  describe(
    @CurrentIdentity() { user }: Identity,
    @Param('id', validated(idSchema)) id: string,
    @Body(validated(updateUploadSchema)) { alt }: UpdateUpload,
  ): Promise<Attachment> {
    return this.uploads.describe(user.id, id, alt);
  }

  @Delete(':id')
  @HttpCode(204)
  withdraw(@CurrentIdentity() { user }: Identity, @Param('id', validated(idSchema)) id: string): Promise<void> {
    return this.uploads.withdraw(user.id, id);
  }
}
