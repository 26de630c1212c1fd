import { Controller, Get, Query } from '@nestjs/common';
import { type Search, type SearchPage, searchSchema } from '@tertulia/contract';
import { validated } from '../common/validate.js';
import { CurrentIdentity } from '../identity/auth.guard.js';
import type { Identity } from '../identity/identity.js';
import { SearchService } from './search.service.js';

/** The search over HTTP. */
@Controller('api/search')
export class SearchController {
  constructor(private readonly searches: SearchService) {}

  @Get()
  find(@CurrentIdentity() { user }: Identity, @Query(validated(searchSchema)) search: Search): Promise<SearchPage> {
    return this.searches.find(user, search);
  }
}
