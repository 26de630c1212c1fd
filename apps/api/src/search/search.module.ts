import { Module } from '@nestjs/common';
import { MessagesModule } from '../messages/messages.module.js';
import { SearchIndexRepository } from './search-index.repository.js';
import { SearchIndexer } from './search-indexer.js';
import { SearchController } from './search.controller.js';
import { SearchRepository } from './search.repository.js';
import { SearchService } from './search.service.js';

/** Messages by words and filters. */
@Module({
  imports: [MessagesModule],
  controllers: [SearchController],
  providers: [SearchService, SearchRepository, SearchIndexRepository, SearchIndexer],
})
export class SearchModule {}
